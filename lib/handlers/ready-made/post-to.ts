import type { HandlerEvent } from '../../events/handler-event.ts'
import { subjectOf } from '../../events/subject.ts'
import { lowerCaseNames } from '../../outbound/destinations/call-request.ts'
import type { CallOptions } from '../../outbound/destinations/destination.ts'
import { DestinationError } from '../../outbound/destinations/destination-error.ts'
import { reject } from '../../outcomes.ts'
import type { HandlerContext } from '../handler-context.ts'

export interface Target {
  readonly destination: string
  /** appended to the URL of the destination; may be empty and contain placeholders, see `filledPath` */
  readonly path: string
  /** further headers; those of the message win */
  readonly headers?: Readonly<Record<string, string>>
  /** fetches a CSRF token first */
  readonly csrf?: boolean
  /** time limit of a call (ms) */
  readonly timeoutMs: number
}

/**
 * Statuses that a retry cannot change. Not 404: the flow may be deployed later. Not 409: the target
 * may still process the first call with this key (draft-ietf-httpapi-idempotency-key-header).
 */
const FINAL = new Set([400, 405, 406, 410, 413, 414, 415, 422])

/**
 * Posts with the idempotency key of the delivery. Rejects if retrying cannot help; other errors are
 * retried, with the target's `Retry-After`.
 */
export async function postTo(
  { destination, path, timeoutMs, csrf = false, ...target }: Target,
  event: HandlerEvent,
  { destination: find, idempotencyKey, log }: HandlerContext,
  { headers, body }: Required<Pick<CallOptions, 'headers' | 'body'>>,
): Promise<void> {
  try {
    const { status } = await find(destination).post(filledPath(path, event), {
      headers: {
        ...lowerCaseNames(target.headers),
        ...lowerCaseNames(headers),
        'idempotency-key': idempotencyKey,
      },
      body,
      timeoutMs,
      csrf,
    })
    log.info('taken by the target', { status })
  } catch (error) {
    if (error instanceof DestinationError && FINAL.has(error.status)) {
      reject(`${error.message}: it refuses what was sent for good`)
    }
    throw error
  }
}

const PLACEHOLDER = /\{(type|key)\}/g

/**
 * Fills `{type}` with the event type and `{key}` with the key of the default lane, both encoded. An
 * event without a subject has its own place as key. Pure.
 */
function filledPath(path: string, event: HandlerEvent): string {
  return path.replaceAll(PLACEHOLDER, (_, name: string) => {
    const value = name === 'type' ? (event.type ?? '') : keyOf(event)
    if (DOTS.has(value)) reject(`expected an event with a ${name} that can be part of a path`)
    return encodeURIComponent(value)
  })
}

/** They would change the other parts of the path. */
const DOTS = new Set(['', '.', '..'])

function keyOf(event: HandlerEvent): string {
  return subjectOf(event).key || `${event.messageId}-${event.ordinal}`
}
