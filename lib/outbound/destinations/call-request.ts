import { InvalidCallError } from '../../outcomes.ts'
import type { CallOptions } from './destination.ts'

/**
 * The whole address of a call. It never leaves the destination, since credentials go along: neither
 * by another host nor by `..`. Pure.
 * @param base the destination's own address
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
  // A default port that is written out is the same origin: SuccessFactors writes ":443" into links.
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

/** Spaces become %20 everywhere: OData servers do not all read a plus as one. `$` stays as it is. */
function encodedQuery(query: NonNullable<CallOptions['query']>): string {
  const encoded = (text: string) => encodeURIComponent(text).replaceAll('%24', '$')
  return Object.entries(query)
    .flatMap(([key, value]) => {
      const values = Array.isArray(value) ? value : value === undefined ? [] : [value]
      return values.map((one) => `${encoded(key)}=${encoded(String(one))}`)
    })
    .join('&')
}

/** The path may name a person: it is not repeated. */
function invalid(name: string, expected: string): InvalidCallError {
  return new InvalidCallError('destination_invalid', `Expected ${expected} in a call of "${name}".`)
}

export interface CallBody {
  readonly body: string | Uint8Array | undefined
  /** its media type; null = there is none */
  readonly type: string | null
}

/** The body as it is sent. Pure. */
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

/** Header names are the same in any spelling: what a handler gives takes the place of ours. */
export function lowerCaseNames(
  headers: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  )
}
