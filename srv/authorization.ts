import type { IncomingMessage } from 'node:http'
import type { Authenticator } from '../lib/auth/authenticate.ts'
import type { Caller } from '../lib/auth/caller.ts'
import { CERTIFICATE_HEADER } from '../lib/auth/client-certificate.ts'

/** The caller of a request, by its Authorization and the certificate that the router forwards. */
export function callerOf(
  authenticator: Authenticator,
  request: IncomingMessage,
): Caller | Promise<Caller> {
  const certificates = headersNamed(request, CERTIFICATE_HEADER)
  return authenticator.authenticate(authorizationHeaders(request), certificates)
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
