import type { Account } from './token-server.ts'

/**
 * Calls an endpoint of a token server as its documentation says: a form, and the client's name and
 * secret as they are in the Basic header. Throws where it refuses; the answer may hold a token.
 */
export async function postForm(
  url: string,
  { id, secret }: Account,
  form: Readonly<Record<string, string>>,
): Promise<string> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    body: new URLSearchParams(form),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${url} refused ${id} with ${answer.status}`)
  return text
}

export async function fetchToken(
  url: string,
  client: Account,
  form: Readonly<Record<string, string>>,
): Promise<string> {
  const { access_token } = JSON.parse(await postForm(url, client, form)) as {
    access_token: string
  }
  return access_token
}
