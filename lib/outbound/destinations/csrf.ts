import { cookieHeader, cookiesOf } from './cookies.ts'
import type { CallAnswer, CallMethod } from './destination.ts'
import { DestinationError, readRetryAfter } from './destination-error.ts'
import type { TargetRequest } from './target.ts'

const TOKEN = 'x-csrf-token'
const SAFE = new Set<CallMethod>(['GET', 'HEAD'])
const FORBIDDEN = 403
/** The service document may be larger than the handler's limit for answers. */
const MAX_BYTES = 4 * 1024 * 1024
/** Statuses that another method would get too. */
const CLOSED = new Set([401, 429, 503])
/** Headers that belong to the call itself. */
const OF_CALL = /^(?:accept|content-.*|idempotency-key|if-.*|x-csrf-token)$/
/** `…/odata/<namespace>/<service>/`, or `…/odata4/` and the six parts of an OData 4 service */
const GATEWAY_SERVICE = /^.*?\/sap\/opu\/(?:odata(?:\/[^/]+){2}|odata4(?:\/[^/]+){6})\//

type Send = (request: TargetRequest) => Promise<CallAnswer>

/**
 * Sends a call with a CSRF token, which SAP Gateway requires for changing calls. The token belongs
 * to a session, that is to its cookies. If the session has expired, nothing was done: fetches a new
 * token, once.
 * @param base the URL of the destination
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

/** The headers with token and cookies; empty = the system has no tokens. */
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
  // This is not the answer to the call: `accepts` does not apply.
  const hint = ': it was asked for a CSRF token'
  const retryAfter = readRetryAfter(answer.headers, Date.now())
  throw new DestinationError({ destination: name, method, hint }, answer, retryAfter)
}

/**
 * The URL for the token request: the service document, which is small and always exists. For
 * services other than Gateway's, the folder of the called URL. Pure.
 */
function serviceRoot(base: string, { origin, pathname, searchParams }: URL): URL {
  const inside = `${new URL(base).pathname.replace(/\/+$/, '')}/`
  const folder = pathname.slice(0, pathname.lastIndexOf('/') + 1)
  const root = GATEWAY_SERVICE.exec(pathname)?.[0] ?? folder
  const url = new URL(root.startsWith(inside) ? root : inside, origin)
  // A session belongs to one client: `sap-client=100`.
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
