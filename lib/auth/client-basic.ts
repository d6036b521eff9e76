import type { ClientAuth } from 'openid-client'

/**
 * HTTP Basic, since Neo's endpoints take credentials in no other way and every server has to take this
 * one. RFC 6749 section 2.3.1 has both parts form-encoded, but common servers never decode them: only
 * what would be read differently is encoded, so that most names and secrets are the same for both.
 */
/** @param clientSecret asked for at each use: it may be rotated */
export function clientBasic(clientSecret: () => string): ClientAuth {
  return (_server, { client_id: clientId }, _body, headers) => {
    const credentials = `${formEncoded(clientId)}:${formEncoded(clientSecret())}`
    headers.set('authorization', `Basic ${Buffer.from(credentials).toString('base64')}`)
  }
}

function formEncoded(text: string): string {
  return text.replace(/[%+:]|[^!-~]+/gu, encodeURIComponent).replaceAll('%20', '+')
}
