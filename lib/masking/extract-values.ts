import { isUtf8 } from 'node:buffer'
import type { DomainEvent, NamedValue } from '../events/event.ts'
import { isDate, isFieldName, isTechnicalName } from './is-harmless.ts'

export interface ExtractedValues {
  readonly values: readonly NamedValue[]
  /** false = too many values */
  readonly isComplete: boolean
}

const MAX_VALUES = 10_000
const MAX_CHARACTERS = 256 * 1024
/** Fields of a record from which the decoder takes the type and the ids of the event. */
const NAMES_EVENT = /^(?:eventType|type|eventId|id|entityType)$/
const ATTRIBUTE = /(?<![\w:.-])([\w:.-]+)\s*=\s*("[^"]*"|'[^']*')/g
const TECHNICAL_ATTRIBUTE = /^(?:xmlns(?:$|:)|xsi:|xml:)/
const TAG_NAME = /^\/?(?:[^\s:/>]*:)?([^\s:/>]*)/

/**
 * All values of an event with the names of their fields, since a handler may quote any of them.
 * Field names that contain data count as values.
 */
export function extractValues(event: DomainEvent): ExtractedValues {
  const { keys, params, more, payload } = event
  const own = [...keys, ...params, ...contractValues(event)].flatMap(withName)
  const nested = [...more, { name: 'payload', value: payload ?? '' }]
  let characters = [...own, ...nested].reduce((sum, { value }) => sum + value.length, 0)
  // The payload of a JSON call repeats the keys.
  if (characters > MAX_CHARACTERS) return { values: [], isComplete: false }
  const values = [...own]
  const shown = shownNames(event)
  for (const field of nested) {
    for (const value of leavesOf(field)) {
      if (NAMES_EVENT.test(value.name) && shown.has(value.value)) continue
      values.push(value)
      characters += value.name.length
      if (values.length > MAX_VALUES || characters > 2 * MAX_CHARACTERS) {
        return { values: [], isComplete: false }
      }
    }
  }
  return { values, isComplete: values.length <= MAX_VALUES }
}

/** Every reader sees these. In texts, they tell which event the handler got. */
function shownNames({ type, eventId, entityType }: DomainEvent): ReadonlySet<string> {
  const names = [type, eventId, entityType].filter((name) => name !== null)
  return new Set(names.filter(isTechnicalName))
}

/** Contract fields whose values do not have SuccessFactors' form. */
function contractValues(event: DomainEvent): NamedValue[] {
  const { effectiveStartDate, publishedAt } = event
  const date = (name: string, sent: string) => (isDate(sent.trim()) ? [] : [{ name, value: sent }])
  const names = (['eventId', 'type', 'entityType', 'effective', 'repost'] as const).flatMap(
    (name) => (isTechnicalName(event[name] ?? '') ? [] : [{ name, value: event[name] ?? '' }]),
  )
  return [
    { name: 'publishedBy', value: event.publishedBy ?? '' },
    ...names,
    ...date('effectiveStartDate', effectiveStartDate?.sent ?? ''),
    ...date('publishedAt', publishedAt?.sent ?? ''),
  ]
}

function withName(field: NamedValue): NamedValue[] {
  return isFieldName(field.name) ? [field] : [field, { name: 'value', value: field.name }]
}

/** The leaves of a nested field: JSON, XML or text. Broken JSON is text. */
function leavesOf(field: NamedValue): Iterable<NamedValue> {
  const text = field.value.trim()
  if (/^[[{]/.test(text)) {
    try {
      return jsonLeaves(field.name, JSON.parse(text))
    } catch {
      return withName(field)
    }
  }
  if (text.includes('<')) return xmlLeaves(field.name, text)
  const inside = field.name === 'payload' ? textInBase64(text) : null
  return inside === null
    ? withName(field)
    : [...withName(field), ...leavesOf({ name: 'data', value: inside })]
}

/** CloudEvents encode data other than JSON in Base64, which a handler decodes before logging it. */
function textInBase64(text: string): string | null {
  if (text.length < 8 || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null
  const bytes = Buffer.from(text, 'base64')
  return isUtf8(bytes) ? bytes.toString('utf8') : null
}

/** Not recursive: the sender decides the depth. */
function* jsonLeaves(root: string, json: unknown): Generator<NamedValue> {
  const open: { readonly name: string; readonly value: unknown }[] = [{ name: root, value: json }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { name, value } = next
    if (Array.isArray(value)) for (const entry of value) open.push({ name, value: entry })
    else if (typeof value === 'object' && value !== null) {
      for (const [field, entry] of Object.entries(value)) {
        if (!isFieldName(field)) yield { name: 'value', value: field }
        open.push({ name: field, value: entry })
      }
    } else if (value !== null) yield { name, value: String(value) }
  }
}

/** Text, CDATA, comments and attributes. The payload may be truncated or broken: omits nothing. */
function* xmlLeaves(root: string, xml: string): Generator<NamedValue> {
  let name = root
  for (let at = 0; at < xml.length; ) {
    if (xml[at] !== '<') {
      const end = endOf(xml, '<', at, 0)
      yield { name, value: xml.slice(at, end) }
      at = end
    } else if (xml.startsWith('<![CDATA[', at)) {
      const end = endOf(xml, ']]>', at, 3)
      yield { name, value: xml.slice(at + 9, end) }
      at = end
    } else if (xml.startsWith('<!', at) || xml.startsWith('<?', at)) {
      const end = endOf(xml, xml.startsWith('<!--', at) ? '-->' : '>', at, 1)
      yield { name: 'comment', value: xml.slice(at, end) }
      at = end
    } else {
      const end = endOf(xml, '>', at, 1)
      const tag = xml.slice(at + 1, end)
      name = TAG_NAME.exec(tag)?.[1] ?? root
      if (!isFieldName(name)) yield { name: 'value', value: name }
      for (const [, attribute = '', quoted = ''] of tag.matchAll(ATTRIBUTE)) {
        if (!TECHNICAL_ATTRIBUTE.test(attribute))
          yield { name: attribute, value: quoted.slice(1, -1) }
      }
      at = end
    }
  }
}

function endOf(text: string, mark: string, from: number, length: number): number {
  const at = text.indexOf(mark, from)
  return at === -1 ? text.length : at + length
}
