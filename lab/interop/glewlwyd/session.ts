/** Somebody who has signed in with name and password. */
export interface Session {
  readonly cookie: string
  /** throws where it is refused */
  call(method: 'POST' | 'PUT', route: string, body: object): Promise<void>
}

/** @param api such as `http://127.0.0.1:4593/api` */
export async function signIn(api: string, username: string, password: string): Promise<Session> {
  const answer = await send(api, 'POST', 'auth/', { username, password })
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0]
  if (cookie === undefined) throw new Error(`Glewlwyd gave ${username} no session`)
  return {
    cookie,
    async call(method, route, body) {
      await send(api, method, route, body, cookie)
    },
  }
}

async function send(api: string, method: string, route: string, body: object, cookie?: string) {
  const answer = await fetch(`${api}/${route}`, {
    method,
    headers: { 'content-type': 'application/json', ...(cookie !== undefined && { cookie }) },
    body: JSON.stringify(body),
  })
  await answer.text()
  if (!answer.ok) throw new Error(`Glewlwyd answered ${method} ${route} with ${answer.status}`)
  return answer
}
