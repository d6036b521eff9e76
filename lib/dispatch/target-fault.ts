import { ReceiverError } from '../errors.ts'
import { TargetUnavailableError } from '../outcomes.ts'
import type { AttemptEnd } from './attempt-end.ts'

/** Codes of Node, undici and the resolver that speak of the connection, not of what was sent. */
const CONNECTION_CODES = new Set([
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EAI_AGAIN',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'EPROTO',
  'ETIMEDOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_SOCKET',
  // A certificate that is out of date or not trusted speaks of the target, too.
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])
/** fetch wraps what happened in an error without a code. */
const MAX_DEPTH = 4

/** Whether the target was at fault: connection, time-out, 5xx, also with a pause, `targetDown()`. */
export function isTargetFault(end: AttemptEnd): boolean {
  if (end.kind === 'timed-out') return true
  // What it answered counts, and not that others heard of it.
  if (end.kind === 'rate-limited') return blamesTarget(end.error.cause, 1)
  return end.kind === 'failed' && blamesTarget(end.error, 1)
}

/** Anything can be thrown, also what throws when it is looked at. */
function blamesTarget(error: unknown, depth: number): boolean {
  try {
    if (typeof error !== 'object' || error === null) return false
    if (error instanceof TargetUnavailableError) return true
    // Ours, such as the database behind `once`: whatever its cause, the target was not even asked.
    if (error instanceof ReceiverError) return false
    const { name, code, cause } = error as { name?: unknown; code?: unknown; cause?: unknown }
    if (name === 'TimeoutError' || CONNECTION_CODES.has(code as string)) return true
    if (statusOf(error) >= 500) return true
    return depth < MAX_DEPTH && blamesTarget(cause, depth + 1)
  } catch {
    return false
  }
}

/** `status` as fetch-like clients have it, `statusCode`, and axios' `response.status`. */
function statusOf(error: object): number {
  const { status, statusCode, response } = error as Record<string, unknown>
  const ofResponse = (response as { status?: unknown } | null | undefined)?.status
  const found = [status, statusCode, ofResponse].find((value) => typeof value === 'number')
  return (found as number | undefined) ?? 0
}
