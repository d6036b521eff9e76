import { createHash } from 'node:crypto'
import type { HandlerContext } from '../handlers/handler-context.ts'
import { lowerCaseNames } from '../outbound/destinations/call-request.ts'
import {
  type CallAnswer,
  type CallMethod,
  type CallOptions,
  type Destination,
  type DestinationSource,
  destinationOf,
} from '../outbound/destinations/destination.ts'
import { DestinationError } from '../outbound/destinations/destination-error.ts'
import { codeOf } from '../outbound/destinations/target.ts'
import type { OutboundCall } from '../store/deliver/settlement.ts'
import { maskedText } from './attempt-log.ts'
import { recordedBody } from './recorded-body.ts'
import { type PathRules, recordedPath } from './recorded-path.ts'

type Writable<Shape> = { -readonly [Field in keyof Shape]: Shape[Field] }

const MAX_CALLS = 50
const SAFE = new Set<CallMethod>(['GET', 'HEAD'])
/** The idempotency key of a call adds this much of a digest to that of the delivery. */
const DIGEST_LENGTH = 12

export interface AttemptCalls {
  destination(name: string): Destination
  /** copies of the calls so far */
  calls(): OutboundCall[]
}

export interface AttemptOfCalls
  extends PathRules,
    Pick<HandlerContext, 'correlationId' | 'idempotencyKey' | 'signal' | 'log'> {
  /** replaces the time limits of all calls; absent = their own */
  readonly timeoutMs?: number
  /** monotonic milliseconds */
  readonly now: () => number
}

/** The destinations of one attempt: passes its ids and signal on, and records each call. */
export function createAttemptCalls(
  source: DestinationSource,
  attempt: AttemptOfCalls,
): AttemptCalls {
  const { mask, now } = attempt
  const startedAt = now()
  const records: Writable<OutboundCall>[] = []
  let left = 0

  function record(call: OutboundCall): Writable<OutboundCall> {
    const kept = { ...call }
    if (records.length < MAX_CALLS) records.push(kept)
    else if (left++ === 0) {
      attempt.log.warn(`more than ${MAX_CALLS} outbound calls: further calls are not recorded`)
    }
    return kept
  }

  async function send(
    destination: Destination,
    method: CallMethod,
    path: string,
    options: CallOptions,
  ): Promise<CallAnswer> {
    attempt.signal.throwIfAborted()
    const bodies = options.record === 'bodies'
    const began = now()
    const kept = record({
      afterMs: Math.round(began - startedAt),
      durationMs: null,
      destination: mask.text(destination.name),
      method,
      path: recordedPath(path, options.query, attempt),
      status: null,
      error: null,
      sent: bodies ? recordedBody(options.body, mask) : null,
      received: null,
    })
    const answered = (answer: CallAnswer) => {
      kept.status = answer.status
      if (bodies) kept.received = recordedBody(answer.bytes(), mask)
    }
    try {
      const answer = await destination.request(method, path, withDefaults(method, path, options))
      answered(answer)
      return answer
    } catch (error) {
      if (error instanceof DestinationError) answered(error.answer)
      kept.error = maskedText(codeOf(error) ?? nameOf(error), mask.text)
      throw error
    } finally {
      kept.durationMs = Math.round(now() - began)
    }
  }

  function withDefaults(method: CallMethod, path: string, options: CallOptions): CallOptions {
    const { correlationId, signal, timeoutMs } = attempt
    return {
      ...options,
      ...(timeoutMs !== undefined && { timeoutMs }),
      headers: {
        'x-correlation-id': correlationId,
        ...(!SAFE.has(method) && {
          'idempotency-key': `${attempt.idempotencyKey}:${digestOf(method, path)}`,
        }),
        ...lowerCaseNames(options.headers),
      },
      signal: options.signal === undefined ? signal : AbortSignal.any([signal, options.signal]),
    }
  }

  return {
    destination(name) {
      const own = source.destination(name)
      return destinationOf(name, (method, path, options = {}) => send(own, method, path, options))
    },
    calls: () => records.map((call) => ({ ...call })),
  }
}

/** For TimeoutError and AbortError, which have no code. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'thrown'
}

/** The same for the same call in every attempt, another one for another call. */
function digestOf(method: CallMethod, path: string): string {
  const [plain = ''] = path.split('?', 1)
  const digest = createHash('sha256').update(`${method} ${plain}`).digest('hex')
  return digest.slice(0, DIGEST_LENGTH)
}
