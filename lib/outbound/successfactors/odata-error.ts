import { RejectError, TargetUnavailableError } from '../../outcomes.ts'
import { DestinationError } from '../destinations/destination-error.ts'

const CODE = /^[\w.-]{1,80}$/
/** SuccessFactors also puts login codes into texts: `[LGN0022] …`. */
const LOGIN_CODE = /\bLGN\d{4}\b/

/** The code in an OData answer; null = not an OData answer, such as a gateway's page. */
function codeOfAnswer(error: DestinationError): string | null {
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
 * unavailable target. Reports the code and the query's own names in the message: the message itself
 * may name people.
 * @param query the query of the call
 */
export function meaningOf(error: unknown, query: SentQuery = {}): unknown {
  if (!(error instanceof DestinationError)) return error
  const { status, destination } = error
  const code = codeOfAnswer(error)
  const codes = code === null ? `http_${status}` : `${code}, http_${status}`
  // Also without a code: a gateway in front of SuccessFactors has its own answers.
  if (status === 401 || status === 403) {
    return new TargetUnavailableError(`"${destination}" refused the login: ${codes}`, {
      cause: error,
    })
  }
  if (code === null) return error
  if (status === 400 || status === 404) {
    const names = namesInMessage(error, query)
    const wrong = names.length === 0 ? '' : `; wrong: ${names.join(', ')}`
    return new RejectError(`"${destination}" cannot answer this query: ${codes}${wrong}`, {
      cause: error,
    })
  }
  return error
}

/** The options of a query as they are sent. */
export type SentQuery = Readonly<Record<string, string | number | undefined>>

const WITH_NAMES = ['$select', '$expand', '$filter', '$orderby']
const LITERAL = /'(?:[^']|'')*'/g
const NAME = /[A-Za-z_]\w*/g
const KEYWORDS = new Set('and or not eq ne gt ge lt le in like asc desc null true false'.split(' '))
const MAX_NAMES = 5

/** Names of properties that the query contains and the answer mentions. */
function namesInMessage(error: DestinationError, query: SentQuery): string[] {
  const mentioned = new Set(messageOf(error).match(NAME))
  const names = WITH_NAMES.flatMap((option) => {
    const text = String(query[option] ?? '').replaceAll(LITERAL, '')
    return text.match(NAME) ?? []
  })
  return [...new Set(names)]
    .filter((name) => mentioned.has(name) && !KEYWORDS.has(name))
    .slice(0, MAX_NAMES)
}

function messageOf(error: DestinationError): string {
  try {
    const { message } = (JSON.parse(error.answer.text()) as { error: { message: unknown } }).error
    return typeof message === 'string' ? message : String((message as { value?: unknown }).value)
  } catch {
    return ''
  }
}
