import { fetchToken } from '../post-form.ts'
import { PLUGIN } from './oidc-plugin.ts'
import { signIn } from './session.ts'
import { type Accounts, REDIRECT_URI, RESOURCE } from './set-up.ts'

/**
 * A token of a person by the authorization code grant, with all that a browser would do. The password
 * grant is no way: it leaves the resource out, and so the audience.
 */
export async function personToken(
  api: string,
  { person, sender }: Accounts,
  scope: string,
): Promise<string> {
  const session = await signIn(api, person.id, person.secret)
  const wanted = `openid ${scope}`
  await session.call('PUT', `auth/grant/${sender.id}`, { scope: wanted })
  const request = new URLSearchParams({
    response_type: 'code',
    client_id: sender.id,
    redirect_uri: REDIRECT_URI,
    scope: wanted,
    nonce: 'once',
    resource: RESOURCE,
    // the person has seen the login page already
    g_continue: '',
  })
  const answer = await fetch(`${api}/${PLUGIN}/auth?${request}`, {
    headers: { cookie: session.cookie },
    redirect: 'manual',
  })
  const back = URL.parse(answer.headers.get('location') ?? '')
  const code = back?.searchParams.get('code')
  if (!code) throw new Error(`Glewlwyd gave no code to ${person.id}`)
  return fetchToken(`${api}/${PLUGIN}/token`, sender, {
    grant_type: 'authorization_code',
    client_id: sender.id,
    redirect_uri: REDIRECT_URI,
    resource: RESOURCE,
    code,
  })
}
