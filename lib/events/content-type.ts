/** A Content-Type header in lower case; both parts are null where the header has none. */
export interface ContentType {
  /** such as `text/xml` */
  readonly type: string | null
  /** value of the charset parameter, unquoted */
  readonly charset: string | null
}

/** How to read a body: by its type, or (`generic`) by its first character. */
export type BodyKind = 'xml' | 'json' | 'csv' | 'multipart' | 'form' | 'generic' | 'other'

const CHARSET = /;\s*charset\s*=\s*(?:"([^"]*)"|([^\s;"]+))/i
const PARAMETER = /;\s*([\w!#$%&'*+.^`|~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))/g
const GENERIC = new Set(['text/plain', 'application/octet-stream', 'binary/octet-stream'])
const JSON_TYPES = new Set([
  'application/json',
  'text/json',
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonl',
])
const CSV_TYPES = new Set(['text/csv', 'application/csv', 'text/comma-separated-values'])
const XML_TYPES = new Set(['text/xml', 'application/xml', 'application/soap+xml'])

/** Reads type and charset (RFC 9110 section 8.3). Never throws: null = unreadable. */
export function readContentType(header: string | undefined): ContentType {
  if (header === undefined) return { type: null, charset: null }
  const semicolon = header.indexOf(';')
  const type = (semicolon === -1 ? header : header.slice(0, semicolon)).trim().toLowerCase()
  if (semicolon === -1) return { type: type === '' ? null : type, charset: null }
  const found = CHARSET.exec(header)
  const charset = (found?.[1] ?? found?.[2] ?? '').trim().toLowerCase()
  return { type: type === '' ? null : type, charset: charset === '' ? null : charset }
}

/** RFC 6839 suffixes count: `application/xop+xml` is XML, `application/problem+json` is JSON. */
export function bodyKind(type: string | null): BodyKind {
  if (type === null || GENERIC.has(type)) return 'generic'
  if (XML_TYPES.has(type) || type.endsWith('+xml')) return 'xml'
  if (JSON_TYPES.has(type) || type.endsWith('+json')) return 'json'
  if (type.startsWith('multipart/')) return 'multipart'
  if (type === 'application/x-www-form-urlencoded') return 'form'
  return CSV_TYPES.has(type) ? 'csv' : 'other'
}

/** The value of a parameter, unquoted; null = absent */
export function contentTypeParameter(header: string, name: string): string | null {
  for (const [, key = '', quoted, plain] of header.matchAll(PARAMETER)) {
    if (key.toLowerCase() === name) return quoted?.replaceAll(/\\(.)/g, '$1') ?? plain ?? ''
  }
  return null
}
