import type { CallOptions } from '../destinations/destination.ts'
import type { FieldRules } from '../masking/field-rules.ts'
import { mark, type TextMask } from '../masking/mask-text.ts'
import { maskedText } from './attempt-log.ts'

/** A value of an OData key, with its name where it has one: `userId='7'`, `seqNumber=1L`, `'7'`. */
const KEY_VALUE =
  /([A-Za-z_]\w*)=((?:datetime(?:offset)?)?'(?:[^']|'')*'|[^,()'=]+)|'(?:[^']|'')*'/g
const PREDICATE = /\((.*)\)$/s
/** Ids have digits; `v2` and `odata4` have fewer. */
const ID_LIKE = /\d\D*\d\D*\d/
const MAX_PATH = 300

/**
 * The path of a call as it is kept: values of the event become their names, as in the log; values of OData
 * keys become those of their fields unless they are dates and codes; other segments with three digits
 * are taken for ids. Of the query the names are kept, since its values may name anybody. Pure.
 */
export function recordedPath(
  path: string,
  query: CallOptions['query'],
  mask: TextMask,
  rules: FieldRules,
): string {
  const whole = URL.parse(path)
  const [plain = '', search = ''] = (whole === null ? path : whole.pathname + whole.search).split(
    '?',
    2,
  )
  const segments = plain.split('/').map((segment) => recordedSegment(segment, mask, rules))
  const names = [
    ...search.split('&').map((pair) => decoded(pair.split('=', 1)[0] ?? '')),
    ...Object.entries(query ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [name])),
  ].filter((name) => name !== '')
  const shown = `${segments.join('/')}${names.length > 0 ? `?${names.join('&')}` : ''}`
  const text = maskedText(shown, mask.text)
  return text.length > MAX_PATH ? `${text.slice(0, MAX_PATH)}…` : text
}

function recordedSegment(segment: string, mask: TextMask, rules: FieldRules): string {
  const text = decoded(segment)
  const predicate = PREDICATE.exec(text)?.[1]
  if (predicate !== undefined) {
    const shown = predicate.replace(KEY_VALUE, (pair, name?: string) => {
      if (name === undefined) return mark('key')
      return rules.kindOf(name) === 'plain' ? pair : `${name}=${mark(name)}`
    })
    return `${text.slice(0, text.length - predicate.length - 2)}(${shown})`
  }
  const masked = mask.text(text)
  return masked === text && ID_LIKE.test(text) ? mark('id') : masked
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** A body as it is kept: JSON with its personal fields replaced, other text masked, the rest as a size. */
export function recordedBody(body: CallOptions['body'], mask: TextMask): string | null {
  if (body === undefined) return null
  if (typeof body === 'object' && !(body instanceof Uint8Array)) return maskedJson(body, mask)
  const text = typeof body === 'string' ? body : textOf(body)
  if (text === null) return `‹${body.length} bytes›`
  if (text === '') return null
  try {
    return maskedJson(JSON.parse(text), mask)
  } catch {
    return maskedText(text, mask.text)
  }
}

function maskedJson(value: unknown, mask: TextMask): string {
  try {
    return maskedText(JSON.stringify(mask.data(value)) ?? '', mask.text)
  } catch {
    return '‹no JSON›'
  }
}

function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}
