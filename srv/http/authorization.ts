import type { IncomingMessage } from 'node:http'
import type { Caller } from '../../lib/auth/caller.ts'
import type { Authenticator } from '../../lib/auth/tokens/authenticate.ts'
import { CERTIFICATE_HEADER } from '../../lib/auth/tokens/client-certificate.ts'
import { ReceiverError } from '../../lib/errors.ts'

/** Authenticates a request by its token and the client certificate that the router forwards. */
export function callerOf(
  authenticator: Authenticator,
  request: IncomingMessage,
): Caller | Promise<Caller> {
  const authorization = authorizationHeaders(request)
  if (authorization.length > 0) refuseTokenInAddress(request)
  return authenticator.authenticate(authorization, headersNamed(request, CERTIFICATE_HEADER))
}

/** RFC 6750: proxies log addresses (section 2.3), and a request has one token only (section 3.1). */
function refuseTokenInAddress({ url = '' }: IncomingMessage): void {
  if (!/[?&]access_token=/i.test(url)) return
  throw new ReceiverError(
    'request_malformed',
    'Expected the token in the Authorization header only, found one in the address, which proxies log. Remove it there, and let the client fetch a new token.',
  )
}

export function authorizationHeaders(request: IncomingMessage): string[] {
  return headersNamed(request, 'authorization')
}

/** All headers of a name. Node's parsed headers join them, or keep the first only. */
function headersNamed({ rawHeaders }: IncomingMessage, wanted: string): string[] {
  const found: string[] = []
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string
    if (name.length === wanted.length && name.toLowerCase() === wanted) {
      found.push(rawHeaders[index + 1] as string)
    }
  }
  return found
}
