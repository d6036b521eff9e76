import { setTimeout as delay } from 'node:timers/promises'
import { type ClientCredentials, createClientToken } from '../../http/client-token.ts'
import type { CallToSend } from './planned-call.ts'

export interface SendOptions extends ClientCredentials {
  /** the receiver's endpoint */
  readonly url: string
  /** limit of concurrent calls; default 8 */
  readonly concurrency?: number
  /** pause before the one retry after 429 or 5xx (ms); default 10,000 */
  readonly retryDelayMs?: number
  /** limit of calls per second, evenly spread; default: none */
  readonly perSecond?: number
  /** for the rate; default: the system's clock */
  readonly clock?: PaceClock
  readonly signal?: AbortSignal
  /** called after each call */
  readonly onProgress?: (done: number) => void
}

/** The result of a call. */
export interface Sent {
  readonly call: CallToSend
  /** of the last answer; null = no answer */
  readonly status: number | null
  /** id from the receiver's answer; null = none */
  readonly messageId: string | null
  /** 1 or 2 */
  readonly posts: number
}

/** SuccessFactors' timeout. */
const ANSWER_MS = 30_000

/**
 * Sends calls as SuccessFactors does: several at a time, each at most twice. Calls about the same
 * person keep their order, so that a stream always has the same effects. Rejects without a token,
 * and if the signal aborts.
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
  if (status === null || (status !== 429 && status < 500)) return { call, ...answer, posts: 1 }
  await delay(options.retryDelayMs ?? 10_000, undefined, signalOf(options))
  return { call, ...(await post(call, await tokenOf(), options)), posts: 2 }
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

/** Changes the first character of the signature. */
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

export type Pace = (signal: AbortSignal | undefined) => Promise<void>

const SYSTEM_CLOCK: PaceClock = {
  now: () => performance.now(),
  wait: (ms, signal) => delay(ms, undefined, signal === undefined ? {} : { signal }),
}

/** Spreads calls evenly over each second. After a stall, missed calls do not follow in a burst. */
export function createPace(perSecond: number, clock: PaceClock = SYSTEM_CLOCK): Pace {
  const slotMs = 1_000 / perSecond
  let due = clock.now()
  // One caller waits at a time: concurrent waits would end together after a stall.
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
