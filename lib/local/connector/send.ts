import { setTimeout as delay } from 'node:timers/promises'
import { type ClientCredentials, createClientToken } from '../../http/client-token.ts'
import type { CallToSend } from './planned-call.ts'

export interface SendOptions extends ClientCredentials {
  /** the receiver's endpoint */
  readonly url: string
  /** calls under way at the same time, at most; default 8 */
  readonly concurrency?: number
  /** pause before the one repetition after 429 or 5xx (ms); default 10,000 */
  readonly retryDelayMs?: number
  /** calls that begin in a second, evenly spread, at most; default: as fast as they are answered */
  readonly perSecond?: number
  /** of the pace; default: the system's */
  readonly clock?: PaceClock
  readonly signal?: AbortSignal
  /** told after each call that is done */
  readonly onProgress?: (done: number) => void
}

/** How a call ended. */
export interface Sent {
  readonly call: CallToSend
  /** of the last answer; null = there was none */
  readonly status: number | null
  /** as the receiver named it; null = it did not */
  readonly messageId: string | null
  /** 1 or 2 */
  readonly tries: number
}

/** SuccessFactors gives up waiting then. */
const ANSWER_MS = 30_000

/**
 * Sends planned calls as SuccessFactors does: several at a time, and each once more at most. Calls
 * about the same person keep their order, so that the same stream has the same effects.
 * Rejects when there is no token or the signal aborts.
 */
export async function send(calls: readonly CallToSend[], options: SendOptions): Promise<Sent[]> {
  const { concurrency = 8, onProgress = () => undefined } = options
  const { get: tokenOf } = createClientToken(options, { timeoutMs: ANSWER_MS })
  const results: Sent[] = []
  const latest = new Map<string, Promise<unknown>>()
  const queue = calls.entries()
  const { perSecond, clock, signal } = options
  const pace = perSecond === undefined ? null : createPace(perSecond, clock)
  let done = 0

  async function work(): Promise<void> {
    for (const [index, call] of queue) {
      signal?.throwIfAborted()
      await pace?.(signal)
      const earlier = call.people.map((person) => latest.get(person))
      const sending = Promise.all(earlier).then(() => sendOne(call, options, tokenOf))
      for (const person of call.people) latest.set(person, sending)
      results[index] = await sending
      done += 1
      onProgress(done)
    }
  }

  await Promise.all(Array.from({ length: concurrency }, work))
  return results
}

async function sendOne(
  call: CallToSend,
  options: SendOptions,
  tokenOf: () => Promise<string>,
): Promise<Sent> {
  const token = await tokenOf()
  const answer = await post(call, token, options)
  const { status } = answer
  if (status === null || (status !== 429 && status < 500)) return { call, ...answer, tries: 1 }
  await delay(options.retryDelayMs ?? 10_000, undefined, signalOf(options))
  return { call, ...(await post(call, await tokenOf(), options)), tries: 2 }
}

async function post(
  call: CallToSend,
  token: string,
  options: SendOptions,
): Promise<Pick<Sent, 'status' | 'messageId'>> {
  const timeout = AbortSignal.timeout(ANSWER_MS)
  try {
    const response = await fetch(options.url + call.query, {
      method: 'POST',
      headers: {
        'Content-Type': call.contentType,
        Authorization: `Bearer ${call.token === 'good' ? token : altered(token)}`,
        SOAPAction: '""',
      },
      body: call.body,
      signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
    })
    await response.arrayBuffer()
    return {
      status: response.status,
      messageId: response.headers.get('SAP_MessageProcessingLogID'),
    }
  } catch {
    options.signal?.throwIfAborted()
    return { status: null, messageId: null }
  }
}

/** Signed by nobody: the signature begins with another character. */
function altered(token: string): string {
  const start = token.lastIndexOf('.') + 1
  const other = token[start] === 'A' ? 'B' : 'A'
  return token.slice(0, start) + other + token.slice(start + 1)
}

function signalOf({ signal }: SendOptions): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal }
}

export interface PaceClock {
  /** milliseconds */
  now(): number
  wait(ms: number, signal: AbortSignal | undefined): Promise<void>
}

/** Waits until the next call may begin. */
export type Pace = (signal: AbortSignal | undefined) => Promise<void>

const SYSTEM_CLOCK: PaceClock = {
  now: () => performance.now(),
  wait: (ms, signal) => delay(ms, undefined, signal === undefined ? {} : { signal }),
}

/**
 * Spreads calls evenly over each second. A late call makes the next one at most one slot early:
 * after a stall the calls that were missed do not follow in a burst.
 */
export function createPace(perSecond: number, clock: PaceClock = SYSTEM_CLOCK): Pace {
  const slotMs = 1_000 / perSecond
  let due = clock.now()
  // One waits at a time: those who wait together would begin together after a stall.
  let turn: Promise<void> = Promise.resolve()

  async function untilDue(signal: AbortSignal | undefined): Promise<void> {
    const waitMs = due - clock.now()
    if (waitMs > 0) await clock.wait(waitMs, signal)
    due = Math.max(due, clock.now() - slotMs) + slotMs
  }

  return (signal) => {
    turn = turn.then(() => untilDue(signal))
    return turn
  }
}
