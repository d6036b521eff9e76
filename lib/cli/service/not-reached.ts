import { NoTokenError } from '../../http/client-token.ts'
import { codeOf, nameOf } from '../../observability/log/describe-error.ts'
import { Unanswered } from '../command.ts'

/** The error of a call without an answer, or of a token request without a token. */
export function notReached(address: string, cause: unknown): Unanswered {
  const { origin } = new URL(address)
  const message =
    cause instanceof NoTokenError
      ? `expected a token from ${address}, got HTTP ${cause.status}: client id and secret do not belong together, or the address is another one`
      : `expected an answer from ${origin}, got none (${codeOf(cause) ?? nameOf(cause)}): is the service running?`
  return new Unanswered('not_reached', message, { cause })
}
