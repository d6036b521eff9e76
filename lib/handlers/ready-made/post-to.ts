import type { CallOptions } from '../../outbound/destinations/destination.ts'
import { DestinationError } from '../../outbound/destinations/destination-error.ts'
import { reject } from '../../outcomes.ts'
import type { HandlerContext } from '../handler-context.ts'

/** Where a ready-made handler sends to. */
export interface Target {
  readonly destination: string
  /** behind the address of the destination; may be empty */
  readonly path: string
  /** for a call (ms) */
  readonly timeoutMs: number
}

/**
 * Answers that stay the same however often the call is repeated. 404 is none: a flow may be deployed
 * just now. Nor is 409, by which a target may mean that it is still at the first call with this key
 * (draft-ietf-httpapi-idempotency-key-header).
 */
const FINAL = new Set([400, 405, 406, 410, 413, 414, 415, 422])

/**
 * Posts with the key of the delivery. Rejects what never can work; all else is thrown, so that it is
 * tried again, with the pause that the target asks for.
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
