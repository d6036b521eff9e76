import { RejectError, TargetUnavailableError } from '../../outcomes.ts'
import { DestinationError } from '../destinations/destination-error.ts'

const CODE = /^[\w.-]{1,80}$/
/** SuccessFactors' codes for a login that it does not take stand in texts as well: `[LGN0022] …`. */
const LOGIN_CODE = /\bLGN\d{4}\b/

/** The code in an answer of OData; null = it is none, a page of a gateway for example. */
export function codeOfAnswer(error: DestinationError): string | null {
  const text = error.answer.text()
  const login = LOGIN_CODE.exec(text)?.[0]
  if (login !== undefined) return login
  try {
    const { code } = (JSON.parse(text) as { error: { code: unknown } }).error
    return typeof code === 'string' && CODE.test(code) ? code : null
  } catch {
    return null
  }
}

/**
 * Whether a key was not found. The status alone does not say it: an entity that there is not and an
 * address of something else are 404, too.
 */
export function isMissingRow(error: unknown): boolean {
  if (!(error instanceof DestinationError) || error.status !== 404) return false
  const code = codeOfAnswer(error)
  return code !== null && code !== 'COE_ENTITY_NOT_FOUND'
}

/**
 * What SuccessFactors' refusals mean for a delivery: a query that is wrong stays wrong, and a login that
 * is not taken is not taken of anybody. Its sentences may name people: the code is told alone.
 */
export function meaningOf(error: unknown): unknown {
  if (!(error instanceof DestinationError)) return error
  const { status, destination } = error
  const code = codeOfAnswer(error)
  const told = code === null ? `http_${status}` : `${code}, http_${status}`
  // Also without a code: what stands in front of SuccessFactors refuses in words of its own.
  if (status === 401 || status === 403) {
    return new TargetUnavailableError(`"${destination}" does not let us in: ${told}`, {
      cause: error,
    })
  }
  if (code === null) return error
  if (status === 400 || status === 404) {
    return new RejectError(`"${destination}" cannot answer this query: ${told}`, { cause: error })
  }
  return error
}
