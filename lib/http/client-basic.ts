import type { ClientAuth } from 'openid-client'
import { type BasicReader, basicHeaders } from './basic-headers.ts'

/**
 * HTTP Basic for openid-client. Neo's endpoints take credentials in no other way, and every server
 * has to take this one.
 * @param clientSecret asked for at each use: it may be rotated
 */
export function clientBasic(reader: BasicReader, clientSecret: () => string): ClientAuth {
  return (_server, { client_id: clientId }, _body, headers) => {
    const basic = basicHeaders(reader, clientId, clientSecret())
    for (const [name, value] of Object.entries(basic)) headers.set(name, value)
  }
}
