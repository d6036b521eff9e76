import type { CallOptions } from '../destinations/destination.ts'
import type { FieldRules } from '../masking/field-rules.ts'
import { mark, type TextMask } from '../masking/mask-text.ts'
import { maskedText } from './attempt-log.ts'
import { isOfTheApi } from './words-of-paths.ts'

/** A value of an OData key, with its name where it has one: `userId='7'`, `seqNumber=1L`, `'7'`, `7`. */
const KEY_VALUE = /(?:([A-Za-z_]\w*)=)?([A-Za-z]*'(?:[^']|'')*'|[^,()'=]+)/g
const PREDICATE = /^([^(]*)\((.*)\)$/s
const MARKS = /‹[^›]*›/g
/** Names of a query: `$filter`, `sap-client`, `filter[status]`. */
const QUERY_NAME = /^[$A-Za-z_][\w$-]{0,60}(?:\[\w*\])*$/
const MAX_PATH = 300

/**
 * The path of a call as it is kept: values of the event become their names, as in the log; values of OData
 * keys become those of their fields unless they are dates and codes; of the other segments those stay
 * that are words of an API. Of the query the names are kept, since its values may name anybody. Pure.
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
  const segments = plain.split('/').map(decoded)
  const kept = segments.map((segment, index) =>
    recordedSegment(segment, segments[index - 1], mask, rules),
  )
  const names = [
    ...search.split('&').filter((pair) => pair !== ''),
    ...Object.entries(query ?? {}).flatMap(([name, value]) =>
      value === undefined ? [] : [`${name}=`],
    ),
  ].map(recordedName)
  const shown = `${kept.join('/')}${names.length > 0 ? `?${names.join('&')}` : ''}`
  const text = maskedText(shown, mask.text)
  return text.length > MAX_PATH ? `${text.slice(0, MAX_PATH)}…` : text
}

function recordedSegment(
  segment: string,
  before: string | undefined,
  mask: TextMask,
  rules: FieldRules,
): string {
  const [, entity = '', predicate] = PREDICATE.exec(segment) ?? []
  if (predicate !== undefined && isOfTheApi(entity)) {
    const shown = predicate.replace(KEY_VALUE, (pair, name: string | undefined) => {
      if (name === undefined) return mark('key')
      return rules.kindOf(name) === 'plain' ? pair : `${name}=${mark(name)}`
    })
    return `${entity}(${shown})`
  }
  const masked = mask.text(segment)
  if (masked.replace(MARKS, '') === '') return masked
  return isOfTheApi(segment, before) ? masked : mark('id')
}

/** A name that no value follows is a value. */
function recordedName(pair: string): string {
  const at = pair.indexOf('=')
  const name = decoded(at === -1 ? '' : pair.slice(0, at))
  return QUERY_NAME.test(name) && !/\d{3}/.test(name) ? name : mark('value')
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
