import { RejectError, TargetUnavailableError } from '../../outcomes.ts'
import { DestinationError } from '../destinations/destination-error.ts'

const CODE = /^[\w.-]{1,80}$/
/** SuccessFactors also puts login codes into texts: `[LGN0022] …`. */
const LOGIN_CODE = /\bLGN\d{4}\b/

/** The code in an OData answer; null = not an OData answer, such as a gateway's page. */
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
 * Whether a key was not found. The status is not enough: unknown entities and wrong URLs are 404
 * too.
 */
export function isMissingRow(error: unknown): boolean {
  if (!(error instanceof DestinationError) || error.status !== 404) return false
  const code = codeOfAnswer(error)
  return code !== null && code !== 'COE_ENTITY_NOT_FOUND'
}

/**
 * Classifies SuccessFactors' errors: a wrong query is rejected, and a refused login counts as an
 * unavailable target. Reports only the code, because messages may name people.
 */
export function meaningOf(error: unknown): unknown {
  if (!(error instanceof DestinationError)) return error
  const { status, destination } = error
  const code = codeOfAnswer(error)
  const told = code === null ? `http_${status}` : `${code}, http_${status}`
  // Also without a code: a gateway in front of SuccessFactors has its own answers.
  if (status === 401 || status === 403) {
    return new TargetUnavailableError(`"${destination}" refused the login: ${told}`, {
      cause: error,
    })
  }
  if (code === null) return error
  if (status === 400 || status === 404) {
    return new RejectError(`"${destination}" cannot answer this query: ${told}`, { cause: error })
  }
  return error
}
