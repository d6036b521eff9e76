import type { CallOptions } from '../../outbound/destinations/destination.ts'
import { DestinationError } from '../../outbound/destinations/destination-error.ts'
import { reject } from '../../outcomes.ts'
import type { HandlerContext } from '../handler-context.ts'

export interface Target {
  readonly destination: string
  /** appended to the URL of the destination; may be empty */
  readonly path: string
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
  { destination, path, timeoutMs }: Target,
  { destination: find, idempotencyKey, log }: HandlerContext,
  { headers, body }: Required<Pick<CallOptions, 'headers' | 'body'>>,
): Promise<void> {
  try {
    const { status } = await find(destination).post(path, {
      headers: { ...headers, 'idempotency-key': idempotencyKey },
      body,
      timeoutMs,
    })
    log.info('taken by the target', { status })
  } catch (error) {
    if (error instanceof DestinationError && FINAL.has(error.status)) {
      reject(`${error.message}: it refuses what was sent for good`)
    }
    throw error
  }
}
