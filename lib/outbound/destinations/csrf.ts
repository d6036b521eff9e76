import { cookieHeader, cookiesOf } from './cookies.ts'
import type { CallAnswer, CallMethod } from './destination.ts'
import { DestinationError, readRetryAfter } from './destination-error.ts'
import type { TargetRequest } from './target.ts'

const TOKEN = 'x-csrf-token'
const SAFE = new Set<CallMethod>(['GET', 'HEAD'])
const FORBIDDEN = 403
/** A document of a service can be larger than what a handler takes for an answer. */
const MAX_BYTES = 4 * 1024 * 1024
/** They say that we may not come, or not now: another method would be answered the same. */
const CLOSED = new Set([401, 429, 503])
/** Of these headers the call itself is the matter. */
const OF_CALL = /^(?:accept|content-.*|idempotency-key|if-.*|x-csrf-token)$/
/** `…/odata/<namespace>/<service>/`, `…/odata4/` and the six parts of an OData 4 service */
const GATEWAY_SERVICE = /^.*?\/sap\/opu\/(?:odata(?:\/[^/]+){2}|odata4(?:\/[^/]+){6})\//

type Send = (request: TargetRequest) => Promise<CallAnswer>

/**
 * Sends a call with a token against forged requests, which SAP Gateway wants of all that changes
 * something. It holds for a session, which is that of its cookies; where that is over before the call
 * comes, nothing was done, and another one is fetched, once.
 * @param base the destination's own address
 */
export async function sendWithToken(
  name: string,
  base: string,
  request: TargetRequest,
  send: Send,
): Promise<CallAnswer> {
  if (SAFE.has(request.method)) return send(request)
  const attempt = async () => {
    const headers = { ...request.headers, ...(await fetchToken(name, base, request, send)) }
    return send({ ...request, headers })
  }
  const answer = await attempt()
  return wantsToken(answer) ? attempt() : answer
}

/** The headers that prove it; none = the system has no tokens. */
async function fetchToken(
  name: string,
  base: string,
  { url, headers, signal }: TargetRequest,
  send: Send,
): Promise<Record<string, string>> {
  const own = Object.entries(headers).filter(([header]) => !OF_CALL.test(header))
  const request = {
    url: serviceRoot(base, url),
    headers: { ...Object.fromEntries(own), [TOKEN]: 'fetch' },
    body: undefined,
    signal,
    maxBytes: MAX_BYTES,
  }
  let method: CallMethod = 'HEAD'
  let answer = await send({ ...request, method })
  if (tokenOf(answer) === null && !CLOSED.has(answer.status)) {
    method = 'GET'
    answer = await send({ ...request, method })
  }
  const token = tokenOf(answer)
  if (token !== null) return { [TOKEN]: token, ...cookies(headers.cookie, answer) }
  if (answer.ok) return {}
  // It is no answer to the call: what the caller accepts of that means nothing here.
  const hint = ': it was asked for a CSRF token'
  const retryAfter = readRetryAfter(answer.headers, Date.now())
  throw new DestinationError({ destination: name, method, hint }, answer, retryAfter)
}

/**
 * Where a token is asked for: the document of the service is small, has no condition, and is there.
 * Other services than Gateway's have it, or something like it, in the folder of what is called. Pure.
 */
function serviceRoot(base: string, { origin, pathname, searchParams }: URL): URL {
  const inside = `${new URL(base).pathname.replace(/\/+$/, '')}/`
  const folder = pathname.slice(0, pathname.lastIndexOf('/') + 1)
  const root = GATEWAY_SERVICE.exec(pathname)?.[0] ?? folder
  const url = new URL(root.startsWith(inside) ? root : inside, origin)
  // A session is one of a client: `sap-client=100`.
  for (const [key, value] of searchParams) {
    if (key.startsWith('sap-')) url.searchParams.append(key, value)
  }
  return url
}

function tokenOf({ headers }: CallAnswer): string | null {
  const token = headers.get(TOKEN)
  return token === null || token === '' || isRequired(token) ? null : token
}

function wantsToken({ status, headers }: CallAnswer): boolean {
  return status === FORBIDDEN && isRequired(headers.get(TOKEN) ?? '')
}

function isRequired(token: string): boolean {
  return token.toLowerCase() === 'required'
}

function cookies(own: string | undefined, { headers }: CallAnswer): Record<string, string> {
  const given = cookieHeader(cookiesOf(headers))
  const all = [own ?? '', given].filter((part) => part !== '').join('; ')
  return all === '' ? {} : { cookie: all }
}
