import type { DomainEvent, NamedValue } from '../events/event.ts'

/** Shorter values are too common to be told from ordinary text. */
const MIN_LENGTH = 3
/** Of what is nested there is much more, and the names of its fields say less. */
const MIN_NESTED_LENGTH = 4
const MAX_NESTED = 500
const MAX_NESTED_TEXT = 64 * 1024
/** The text of an element, with its name. Neither part can hold what ends it: the cost stays linear. */
const XML_LEAF = /<(?:[\w.-]+:)?([\w.-]+)(?:\s[^<>]*)?>([^<>]+)</g

/** All that an event says, by the names of its fields, the longest first: a handler may quote any of it. */
export function saidValues(event: DomainEvent): NamedValue[] {
  const { keys, params, more, payload, publishedBy } = event
  const own = [...keys, ...params, { name: 'publishedBy', value: publishedBy ?? '' }]
  const nested = [...more, { name: 'payload', value: payload ?? '' }]
    .flatMap(leavesOf)
    .filter(({ value }) => value.length >= MIN_NESTED_LENGTH)
    .slice(0, MAX_NESTED)
  return [...own.filter(({ value }) => value.length >= MIN_LENGTH), ...nested].sort(
    (a, b) => b.value.length - a.value.length,
  )
}

/** Nested fields are kept as they came: JSON, XML, or a text of their own. */
function leavesOf({ name, value }: NamedValue): NamedValue[] {
  const text = value.slice(0, MAX_NESTED_TEXT).trim()
  if (text.includes('<')) {
    return [...text.matchAll(XML_LEAF)].map(([, field = '', said = '']) => ({
      name: field,
      value: said.trim(),
    }))
  }
  if (!/^[[{]/.test(text)) return text === '' ? [] : [{ name, value: text }]
  try {
    return jsonLeaves(name, JSON.parse(text))
  } catch {
    return []
  }
}

function jsonLeaves(name: string, value: unknown): NamedValue[] {
  if (Array.isArray(value)) return value.flatMap((entry) => jsonLeaves(name, entry))
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([field, entry]) => jsonLeaves(field, entry))
  }
  const isSaid = typeof value === 'string' || typeof value === 'number'
  return isSaid ? [{ name, value: String(value).trim() }] : []
}
