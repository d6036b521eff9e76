import { InvalidCallError } from '../../outcomes.ts'
import type { CallOptions } from './destination.ts'

/**
 * The URL of a call. It must stay within the destination, because credentials are sent with it.
 * Pure.
 * @param base the URL of the destination
 * @param path see Destination.request
 */
export function callAddress(
  name: string,
  base: string,
  path: string,
  query: CallOptions['query'] = {},
): URL {
  const root = new URL(base)
  const prefix = root.pathname.replace(/\/+$/, '')
  if (path.includes('#')) throw invalid(name, 'a path without #: values in it are to be encoded')
  const isWhole = /^https?:\/\//i.test(path)
  if (!isWhole && path !== '' && !/^[/?]/.test(path)) {
    throw invalid(name, 'a path that begins with /')
  }
  const url = URL.parse(isWhole ? path : `${root.origin}${prefix}${path}`)
  if (url === null) throw invalid(name, 'a path that can be part of an address')
  // An explicit default port is the same origin: SuccessFactors writes ":443" into links.
  const stays =
    url.origin === root.origin &&
    url.username === '' &&
    url.password === '' &&
    (url.pathname === prefix || url.pathname.startsWith(`${prefix}/`))
  if (!stays) throw invalid(name, 'an address within the destination')
  const added = encodedQuery(query)
  if (added !== '') url.search = url.search === '' ? added : `${url.search.slice(1)}&${added}`
  return url
}

/** Encodes spaces as %20, because some OData servers do not accept a plus. Keeps `$`. */
function encodedQuery(query: NonNullable<CallOptions['query']>): string {
  const encoded = (text: string) => encodeURIComponent(text).replaceAll('%24', '$')
  return Object.entries(query)
    .flatMap(([key, value]) => {
      const values = Array.isArray(value) ? value : value === undefined ? [] : [value]
      return values.map((one) => `${encoded(key)}=${encoded(String(one))}`)
    })
    .join('&')
}

/** Does not repeat the path, which may name a person. */
function invalid(name: string, expected: string): InvalidCallError {
  return new InvalidCallError('destination_invalid', `Expected ${expected} in a call of "${name}".`)
}

export interface CallBody {
  readonly body: string | Uint8Array | undefined
  /** media type; null = no body */
  readonly type: string | null
}

/** The encoded body. Pure. */
export function callBody(name: string, body: CallOptions['body']): CallBody {
  if (body === undefined) return { body, type: null }
  if (typeof body === 'string') return { body, type: 'text/plain;charset=UTF-8' }
  if (body instanceof Uint8Array) return { body, type: 'application/octet-stream' }
  try {
    return { body: JSON.stringify(body), type: 'application/json' }
  } catch {
    const message = `Expected a body that is JSON in a call of "${name}".`
    throw new InvalidCallError('destination_invalid', message)
  }
}

/** Header names are case-insensitive: those of the handler replace ours. */
export function lowerCaseNames(
  headers: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  )
}
