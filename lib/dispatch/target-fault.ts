import { ReceiverError } from '../errors.ts'
import { TargetUnavailableError } from '../outcomes.ts'
import type { AttemptEnd } from './attempt-end.ts'

/** Connection errors of Node, undici and the resolver. */
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
  // Answers that are no HTTP, or broken.
  'not_http',
  'UND_ERR_HEADERS_OVERFLOW',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'Z_BUF_ERROR',
  'Z_DATA_ERROR',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
  'SELF_SIGNED_CERT_IN_CHAIN',
])
/**
 * Codes of TLS (`ERR_SSL_WRONG_VERSION_NUMBER`), certificates (`CERT_HAS_EXPIRED`,
 * `UNABLE_TO_VERIFY_LEAF_SIGNATURE`) and Node's parser of HTTP (`HPE_INVALID_CONSTANT`). A wrong
 * certificate is a fault of the target, too: all employees are affected.
 */
const CONNECTION_CODE = /^(?:ERR_(?:SSL|TLS)_|CERT_|UNABLE_TO_|HPE_)/
/** fetch wraps the cause in errors without a code. */
const MAX_DEPTH = 4

/**
 * Statuses of a refused login, at the target or at a proxy. The destination has already tried a new token.
 * Every delivery would get them. Not 403: the login may lack a right for one employee only.
 */
const LOGIN_REFUSED = new Set([401, 407])

/**
 * Whether the target or its access is at fault: connection error, timeout, refused login, 5xx with or
 * without a pause, `targetDown()`.
 */
export function isTargetFault(end: AttemptEnd): boolean {
  if (end.kind === 'timed-out') return true
  // Judge the target's answer, not the pause.
  if (end.kind === 'rate-limited') return blamesTarget(end.error.cause, 1)
  return end.kind === 'failed' && blamesTarget(end.error, 1)
}

/** Handles any thrown value, even one that throws when it is read. */
function blamesTarget(error: unknown, depth: number): boolean {
  try {
    if (typeof error !== 'object' || error === null) return false
    if (error instanceof TargetUnavailableError) return true
    // An error of this service, such as its database behind `once`: the target was not called.
    if (error instanceof ReceiverError) return false
    const { name, code, cause } = error as { name?: unknown; code?: unknown; cause?: unknown }
    if (name === 'TimeoutError' || name === 'HTTPParserError' || isOfConnection(code)) return true
    const status = statusOf(error)
    if (status >= 500 || LOGIN_REFUSED.has(status)) return true
    return depth < MAX_DEPTH && blamesTarget(cause, depth + 1)
  } catch {
    return false
  }
}

function isOfConnection(code: unknown): boolean {
  return typeof code === 'string' && (CONNECTION_CODES.has(code) || CONNECTION_CODE.test(code))
}

/** Reads `status` of fetch-like clients, `statusCode`, or axios' `response.status`. */
function statusOf(error: object): number {
  const { status, statusCode, response } = error as Record<string, unknown>
  const ofResponse = (response as { status?: unknown } | null | undefined)?.status
  const found = [status, statusCode, ofResponse].find((value) => typeof value === 'number')
  return (found as number | undefined) ?? 0
}
