// A program of its own, started with fork: sends at a steady pace until a second message comes from its
// parent, and notes when each answer came.
import { Agent, request } from 'node:http'
import { answerOrder } from './answer-order.ts'
import type { PacedOrder, PacedResult } from './load-run.ts'
import { machineNow } from './machine-clock.ts'
import { createMessageTemplate } from './message-template.ts'
import { percentile } from './percentile.ts'

const CONNECTIONS = 100
const ANSWER_MS = 20_000
const TICK_MS = 1

answerOrder(sendPaced)

async function sendPaced(order: PacedOrder): Promise<PacedResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const template = createMessageTemplate()
  let calls = order.perSecond * order.seconds
  const answeredAt: number[] = []
  const pending: Promise<number>[] = []
  const start = machineNow()
  const dueAt = (index: number) => start + (index * 1_000) / order.perSecond
  let worstLagMs = 0
  process.once('message', () => {
    calls = Math.min(calls, pending.length)
  })

  function send(index: number): void {
    worstLagMs = Math.max(worstLagMs, machineNow() - dueAt(index))
    // A copy: the next message may be made before this one is written.
    const body = Buffer.from(template.fill(order.firstSequence + index))
    answeredAt[index] = Number.NaN
    const call = post(order, agent, body, () => {
      answeredAt[index] = machineNow()
    })
    // It is counted at the end: until then nobody waits for it.
    call.catch(() => undefined)
    pending.push(call)
  }

  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      while (pending.length < calls && dueAt(pending.length) <= machineNow()) send(pending.length)
      if (pending.length < calls) return
      clearInterval(timer)
      resolve()
    }, TICK_MS)
  })
  const outcomes = await Promise.allSettled(pending)
  agent.destroy()
  const statuses = outcomes.filter((outcome) => outcome.status === 'fulfilled')
  const answers = statuses.filter(({ value }) => value === 200).length
  const waits = Float64Array.from(answeredAt, (at, index) => at - dueAt(index)).sort()
  return {
    answers,
    otherStatuses: statuses.length - answers,
    errors: outcomes.length - statuses.length,
    answeredAt,
    p50Ms: percentile(waits, 0.5),
    p99Ms: percentile(waits, 0.99),
    worstLagMs,
  }
}

/** Resolves with the status when the whole answer is there. */
function post(
  { url, token }: PacedOrder,
  agent: Agent,
  body: Buffer,
  onAnswer: () => void,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(url, {
      method: 'POST',
      agent,
      timeout: ANSWER_MS,
      headers: {
        'content-type': 'text/xml; charset=utf-8',
        'content-length': body.length,
        authorization: `Bearer ${token}`,
      },
    })
    call.once('response', (response) => {
      onAnswer()
      response.once('end', () => resolve(response.statusCode ?? 0))
      response.once('error', reject)
      response.resume()
    })
    call.once('timeout', () => call.destroy(new Error('no answer in time')))
    call.once('error', reject)
    call.end(body)
  })
}
