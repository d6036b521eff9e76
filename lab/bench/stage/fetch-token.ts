import type { LocalAuthorizationServer } from '../../../lib/local/authorization-server/start-local-authorization-server.ts'

/** A token by client credentials in the Basic header, as SuccessFactors fetches one at run time. */
export async function fetchToken(
  { tokenUrl, clients }: LocalAuthorizationServer,
  client: keyof LocalAuthorizationServer['clients'],
): Promise<string> {
  const { clientId, secret } = clients[client]
  const basic = Buffer.from(`${clientId}:${secret}`).toString('base64')
  const answer = await fetch(tokenUrl, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  })
  const { access_token: token } = (await answer.json()) as { access_token?: unknown }
  if (typeof token === 'string') return token
  throw new Error(`expected a token from ${tokenUrl}, got status ${answer.status}`)
}
