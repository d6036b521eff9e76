import type { LocalAuthorizationServer } from '../../lib/local/authorization-server/start-local-authorization-server.ts'

/** A token as SuccessFactors fetches it: client credentials in the Basic header. */
export async function fetchToken(
  { tokenUrl, clients }: LocalAuthorizationServer,
  client: 'successfactors' | 'operator',
): Promise<string> {
  const { clientId, secret } = clients[client]
  const answer = await fetch(tokenUrl, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  })
  const { access_token } = (await answer.json()) as { access_token: string }
  return access_token
}
