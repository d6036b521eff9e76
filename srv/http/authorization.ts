import type { IncomingMessage } from 'node:http'
import type { Caller } from '../../lib/auth/caller.ts'
import type { Authenticator } from '../../lib/auth/tokens/authenticate.ts'
import { CERTIFICATE_HEADER } from '../../lib/auth/tokens/client-certificate.ts'
import { ReceiverError } from '../../lib/errors.ts'

/** The caller of a request, by its Authorization and the certificate that the router forwards. */
export function callerOf(
  authenticator: Authenticator,
  request: IncomingMessage,
): Caller | Promise<Caller> {
  const authorization = authorizationHeaders(request)
  if (authorization.length > 0) refuseTokenInAddress(request)
  return authenticator.authenticate(authorization, headersNamed(request, CERTIFICATE_HEADER))
}

/** RFC 6750 section 2.3: an address is logged on its way; section 3.1: one way of sending a token alone. */
function refuseTokenInAddress({ url = '' }: IncomingMessage): void {
  if (!/[?&]access_token=/i.test(url)) return
  throw new ReceiverError(
    'request_malformed',
    'Expected the token in the Authorization header alone, one stands in the address, where it is logged on its way. Take it out there, and let the client fetch a new one.',
  )
}

export function authorizationHeaders(request: IncomingMessage): string[] {
  return headersNamed(request, 'authorization')
}

/** Every header of a name as received: Node's parsed headers keep only the first, or join them. */
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
