import { readSentDate } from '../events/sent-date.ts'
import type { FieldRules } from './field-rules.ts'

/** Dates that `readSentDate` does not understand: `09/01/2021`, `20210901`. */
const NUMERIC_DATE =
  /^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?:[T ]\d{2}(?::\d{2}){1,2}(?:\.\d{1,9})?)?$|^\d{8}(?:\d{6})?$/
/** Capital letters and digits, as in customizing. Anything else may be a name. */
const CODE = /^(?:[A-Z0-9][A-Z0-9_.:/-]{0,39}|[a-z])$/
const CODE_WORDS = new Set(['true', 'false', 'active', 'inactive', 'current', 'future', 'past'])
const UUID = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?=.*\d)[0-9a-f]{32})$/i
/** Digits with a short prefix: a longer run of letters may be a name. */
const ID = /^(?=.*\d)(?!.*(?:[A-Z]{5}|[a-z]{3}|[A-Z][a-z]{2}))[A-Za-z0-9][A-Za-z0-9_.:/-]{0,63}$/
const MAX_ID = 64
const ONE_CHARACTER = /^[A-Za-z0-9]$/
const ONE_WORD = /^[^\s@]{1,60}$/
/**
 * The id of a CloudEvent is its source and id: `/eu/sap.successfactors/ACME
 * a1bb-…`.
 */
const TECHNICAL_NAME = /^[\w/][\w.:/*$#|-]{0,199}$/
const FIELD_NAME = /^[A-Za-z_$][\w-]{0,63}$/

/**
 * The masking rule: a value is shown only if it is known to be harmless, that is, if it has the
 * form of its field's kind. Blank values are harmless.
 */
export function isHarmless(name: string, value: string, rules: FieldRules): boolean {
  const text = value.trim()
  if (text === '') return true
  switch (rules.kindOf(name)) {
    case 'date':
      return isDate(text)
    case 'code':
      return isCode(text) || isDate(text)
    case 'id':
      return isId(text)
    case 'shown':
      return ONE_WORD.test(text)
    case 'personal':
      return false
  }
}

export function isDate(text: string): boolean {
  return NUMERIC_DATE.test(text) || (readSentDate(text)?.iso ?? null) !== null
}

export function isCode(text: string): boolean {
  return CODE.test(text) || CODE_WORDS.has(text.toLowerCase())
}

/** An id has at least as many digits as letters. */
export function isId(text: string): boolean {
  if (text.length > MAX_ID) return false
  if (ONE_CHARACTER.test(text) || UUID.test(text)) return true
  return (
    ID.test(text) && text.replaceAll(/\D/g, '').length * 2 >= text.replaceAll(/\W|_/g, '').length
  )
}

/**
 * SuccessFactors' own names: event types, entities and event ids. A sender may still put any text
 * there.
 */
export function isTechnicalName(text: string): boolean {
  return TECHNICAL_NAME.test(text)
}

/**
 * Whether a text is the name of a field. Some senders use data as names, such as a mail address.
 */
export function isFieldName(name: string): boolean {
  return FIELD_NAME.test(name)
}
