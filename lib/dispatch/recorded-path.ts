import type { FieldRules } from '../masking/field-rules.ts'
import { isHarmless } from '../masking/is-harmless.ts'
import { mark } from '../masking/mark.ts'
import type { TextMask } from '../masking/mask-text.ts'
import type { CallOptions } from '../outbound/destinations/destination.ts'
import { isApiPathWord } from './api-path-words.ts'
import { maskedText } from './attempt-log.ts'

/** A value of an OData key, with or without a name: `userId='7'`, `seqNumber=1L`, `'7'`, `7`. */
const KEY_VALUE = /(?:([A-Za-z_]\w*)=)?([A-Za-z]*'(?:[^']|'')*'|[^,()'=]+)/g
const LITERAL = /^[A-Za-z]*'(.*)'$|^(\d+)[LMDF]?$/is
const PREDICATE = /^([^(]*)\((.*)\)$/s
const MARKS = /‹[^›]*›/g
const MAX_PATH = 300

/** Rules that separate words of an API from values. */
export interface PathRules {
  readonly mask: TextMask
  readonly rules: FieldRules
  /** words of path literals in the handler's code */
  readonly pathWords: ReadonlySet<string>
}

/**
 * The path of a call for storage. Masks values of the event, as in the log. Keeps a segment only if it is a
 * word of a known API or of the handler's code. Keeps a value of an OData key only if it is a harmless date
 * or code. Keeps the names of query parameters. Pure.
 */
export function recordedPath(path: string, query: CallOptions['query'], by: PathRules): string {
  const whole = URL.parse(path)
  const [plain = '', search = ''] = (whole === null ? path : whole.pathname + whole.search).split(
    '?',
    2,
  )
  const kept = plain.split('/').map((segment) => recordedSegment(decoded(segment), by))
  const names = [
    ...search.split('&').filter((pair) => pair !== ''),
    ...Object.entries(query ?? {}).flatMap(([name, value]) =>
      value === undefined ? [] : [`${name}=`],
    ),
  ].map((pair) => recordedName(pair, by))
  const shown = `${kept.join('/')}${names.length > 0 ? `?${names.join('&')}` : ''}`
  const text = maskedText(shown, by.mask.text)
  return text.length > MAX_PATH ? `${text.slice(0, MAX_PATH)}…` : text
}

function recordedSegment(segment: string, by: PathRules): string {
  const [, entity = '', predicate] = PREDICATE.exec(segment) ?? []
  if (predicate !== undefined && isApiPathWord(entity, by.pathWords)) {
    return `${entity}(${recordedPredicate(predicate, by)})`
  }
  const masked = by.mask.text(segment)
  if (masked.replace(MARKS, '') === '') return masked
  return isApiPathWord(masked, by.pathWords) ? masked : mark('id')
}

/** Masks the whole key if it does not parse, for example after a quote that is not doubled. */
function recordedPredicate(predicate: string, by: PathRules): string {
  const pairs = [...predicate.matchAll(KEY_VALUE)]
  if (pairs.map(([pair]) => pair).join(',') !== predicate) return mark('key')
  return pairs.map(([pair, name, value = '']) => recordedKey(pair, name, value, by)).join(',')
}

function recordedKey(pair: string, name: string | undefined, value: string, by: PathRules): string {
  if (name === undefined || !isKnownName(name, by)) return mark('key')
  const [, quoted, number] = LITERAL.exec(value) ?? []
  const literal = quoted ?? number
  const isShown =
    literal !== undefined && by.rules.kindOf(name) !== 'id' && isHarmless(name, literal, by.rules)
  return isShown ? pair : `${name}=${mark(name)}`
}

/** A parameter without `=` counts as a value. */
function recordedName(pair: string, by: PathRules): string {
  const at = pair.indexOf('=')
  const name = decoded(at === -1 ? '' : pair.slice(0, at))
  return name !== '' && isKnownName(name, by) ? name : mark('value')
}

function isKnownName(name: string, { rules, pathWords }: PathRules): boolean {
  return rules.kindOf(name) !== 'personal' || isApiPathWord(name, pathWords)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
