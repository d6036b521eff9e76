/** The cookies of an answer, without attributes. Pure. */
export function cookiesOf(headers: Headers): [name: string, value: string][] {
  return headers.getSetCookie().flatMap((cookie) => {
    const [pair = ''] = cookie.split(';', 1)
    const at = pair.indexOf('=')
    return at > 0 ? [[pair.slice(0, at), pair.slice(at + 1)] as [string, string]] : []
  })
}

/** The value of the Cookie header. Pure. */
export function cookieHeader(cookies: Iterable<readonly [name: string, value: string]>): string {
  return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
}
