/** The parts of a browser that a login needs: cookies per host, and visible redirects. */
export interface BrowserLike {
  /** cookies by `host name` */
  readonly cookies: Map<string, string>
  get(url: string, headers?: Readonly<Record<string, string>>): Promise<Response>
  post(
    url: string,
    form?: URLSearchParams,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Response>
  /** Follows redirects from here until one leads to the prefix or there is none. */
  follow(url: string, until: string): Promise<string>
}

export function createBrowserLike(): BrowserLike {
  const cookies = new Map<string, string>()

  async function send(url: string, options: RequestInit): Promise<Response> {
    const { host } = new URL(url)
    const own = [...cookies]
      .filter(([key]) => key.startsWith(`${host} `))
      .map(([key, value]) => `${key.slice(host.length + 1)}=${value}`)
    const headers = { ...(options.headers as Record<string, string>), cookie: own.join('; ') }
    const response = await fetch(url, { ...options, headers, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) keep(host, line)
    return response
  }

  function keep(host: string, line: string): void {
    const [pair = ''] = line.split(';', 1)
    const at = pair.indexOf('=')
    const key = `${host} ${pair.slice(0, at)}`
    const expires = /expires=([^;]+)/i.exec(line)?.[1]
    const isOver =
      pair.length === at + 1 || (expires !== undefined && Date.parse(expires) <= Date.now())
    if (isOver) cookies.delete(key)
    else cookies.set(key, pair.slice(at + 1))
  }

  const get: BrowserLike['get'] = (url, headers = {}) => send(url, { headers })
  return {
    cookies,
    get,
    post: (url, form, headers = {}) =>
      send(url, { method: 'POST', headers, ...(form === undefined ? {} : { body: form }) }),
    async follow(url, until) {
      let at = url
      for (let step = 0; step < 10; step += 1) {
        const location = (await get(at)).headers.get('location')
        if (location === null) return at
        at = new URL(location, at).href
        if (at.startsWith(until)) return at
      }
      throw new Error(`more than ten redirects, the last one to ${new URL(at).pathname}`)
    },
  }
}
