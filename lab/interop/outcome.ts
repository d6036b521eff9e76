import { setTimeout as delay } from 'node:timers/promises'
import type { Receiver, Sent } from './receiver.ts'

/** Refusals are written once a second. */
const KEPT_MS = 10_000
const POLL_MS = 100

/**
 * Sends an event with this token and describes the result in one line: the status, and what an
 * operator finds of the call afterwards.
 */
export async function outcomeOf(
  receiver: Receiver,
  token: string,
  operatorToken: string,
): Promise<string> {
  const sent = await receiver.send(token)
  return sent.messageId === null
    ? refusalOf(receiver, sent, operatorToken)
    : storedBy(receiver, sent, operatorToken)
}

async function storedBy(receiver: Receiver, { status, messageId }: Sent, operatorToken: string) {
  const found = await receiver.read(`messages/${messageId}`, operatorToken)
  if (found.status !== 200) return `${status}, operations API answers ${found.status}`
  const { eventCount, caller } = found.body as {
    eventCount: number
    caller: { clientId: string }
  }
  return `${status}, ${eventCount} event of ${caller.clientId} stored`
}

async function refusalOf(receiver: Receiver, { status, correlationId }: Sent, token: string) {
  const deadline = performance.now() + KEPT_MS
  while (performance.now() < deadline) {
    const found = await receiver.read(`refusals?correlationId=${correlationId}`, token)
    if (found.status !== 200) return `${status}, operations API answers ${found.status}`
    const { items } = found.body as { items: readonly { code: string }[] }
    if (items[0] !== undefined) return `${status}, kept as ${items[0].code}`
    await delay(POLL_MS)
  }
  return `${status}, no refusal kept`
}
