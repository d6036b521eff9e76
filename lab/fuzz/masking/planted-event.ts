import fc from 'fast-check'
import type { DomainEvent, NamedValue } from '../../../lib/events/event.ts'
import { readSentDate } from '../../../lib/events/sent-date.ts'
import { escapeXml } from '../../../lib/events/xml-text.ts'
import { isCode, isFieldName } from '../../../lib/masking/is-harmless.ts'
import { FORM_NAMES, written } from './forms.ts'
import { partsOf, plantedName } from './names.ts'

/** How a handler speaks of a name. */
export interface Spoken {
  readonly text: string
  /** its form, for a report without names */
  readonly how: string
}

export interface PlantedEvent {
  /** every name that the event holds */
  readonly names: readonly string[]
  readonly keys: readonly NamedValue[]
  readonly params: readonly NamedValue[]
  /** JSON in a field that the contract does not know */
  readonly nested: string | null
  /** the event's payload */
  readonly xml: string | null
  readonly publishedBy: string | null
  readonly startDate: string
  readonly spoken: readonly Spoken[]
  readonly end: 'rejects' | 'throws' | 'returns'
}

const PERSONAL = ['firstName', 'lastName', 'fullName', 'email', 'comment', 'customString7', 'a']
const IDS = ['userId', 'personIdExternal', 'perPersonUuid', 'managerId', 'position']
const DATES = ['startDate', 'endDate', 'hireDate', 'lastModifiedDateTime']
const CODES = ['department', 'status', 'eventReason', 'location', 'company']
const HARMLESS: readonly NamedValue[] = [
  { name: 'seqNumber', value: '1' },
  { name: 'department', value: 'D-17' },
  { name: 'startDate', value: '2026-01-01' },
  { name: 'userId', value: '4711' },
]
const PLACES = [
  'key',
  'param',
  'name',
  'json',
  'json name',
  'xml',
  'attribute',
  'cdata',
  'by',
  'date',
] as const

interface Planted {
  readonly name: string
  readonly place: (typeof PLACES)[number]
  readonly field: string
}

const planted: fc.Arbitrary<Planted> = fc
  .record({
    name: plantedName,
    place: fc.constantFrom(...PLACES),
    field: fc.constantFrom(...PERSONAL, ...IDS, ...DATES, ...CODES),
  })
  // Digits are an id, and capitals are a code, wherever they came from.
  .map((given) => (isShown(given) ? { ...given, field: 'lastName' } : given))
  .map((given) => (isOrdinary(given) ? { ...given, place: 'param' } : given))

function isShown({ name, field }: Planted): boolean {
  const isCoded = CODES.includes(field) && isCode(name)
  return isCoded || (/^[A-Z]*\d+$/.test(name) && !PERSONAL.includes(field)) || name.length === 1
}

/** One word may be the name of a field. One letter is a name only where the field says so. */
function isOrdinary({ name, place }: Planted): boolean {
  return (/name/.test(place) && isFieldName(name)) || (/by|date/.test(place) && name.length === 1)
}

const forms = fc.array(fc.constantFrom(...FORM_NAMES), { minLength: 1, maxLength: 2 })

/** An event with one to three names, and a handler's texts with each of them in one form or in two. */
export const plantedEvent: fc.Arbitrary<PlantedEvent> = fc
  .tuple(
    fc.array(planted, { minLength: 1, maxLength: 3 }),
    fc.array(fc.tuple(fc.nat(), fc.boolean(), forms), { minLength: 1, maxLength: 3 }),
    fc.constantFrom('rejects', 'throws', 'returns'),
    fc.subarray([...HARMLESS]),
  )
  .map(([all, says, end, harmless]) => eventOf(all, says, end, harmless))

/** An event has one publisher and one date. */
function onceEach(all: readonly Planted[]): Planted[] {
  return all.map((given, at) => {
    const isSecond = all.findIndex(({ place }) => place === given.place) < at
    return isSecond && /by|date/.test(given.place) ? { ...given, place: 'param' } : given
  })
}

function eventOf(
  given: readonly Planted[],
  says: readonly [number, boolean, string[]][],
  end: PlantedEvent['end'],
  harmless: readonly NamedValue[],
): PlantedEvent {
  const all = onceEach(given)
  const at = (...places: Planted['place'][]) => all.filter(({ place }) => places.includes(place))
  const field = ({ field, name }: Planted) => ({ name: field, value: name })
  const [by] = at('by')
  const [date] = at('date')
  const json = [
    ...at('json').map(({ name, field }) => ({ [field]: { list: [{ [field]: name }] } })),
    ...at('json name').map(({ name }) => ({ [name]: { of: true } })),
  ]
  const names = all.map(({ name }) => name)
  const known = names.flatMap((name) => [name, ...partsOf(name)])
  return {
    names: known,
    keys: [...harmless, ...at('key').map(field)],
    params: [...at('param').map(field), ...at('name').map(({ name }) => ({ name, value: '1' }))],
    nested: json.length === 0 ? null : JSON.stringify(json),
    xml: xmlOf(at('xml', 'attribute', 'cdata')),
    publishedBy: by?.name ?? null,
    startDate: date?.name ?? '2026-01-01',
    spoken: says.map(([which, isPart, how]) => {
      const name = (isPart ? known : names)[which % (isPart ? known : names).length] as string
      return { text: written(name, how), how: how.join(' of ') }
    }),
    end,
  }
}

function xmlOf(all: readonly Planted[]): string | null {
  const pieces = all.map(({ name, place, field }) => {
    const text = escapeXml(name)
    if (place === 'attribute') return `<person ${field}="${text}"/>`
    return place === 'cdata'
      ? `<${field}><![CDATA[${name}]]></${field}>`
      : `<${field}>${text}</${field}>`
  })
  return pieces.length === 0 ? null : `<data>${pieces.join('')}</data>`
}

/** The event as the decoder gives it. */
export function domainEventOf(event: PlantedEvent): DomainEvent {
  const { keys, params, nested, xml, publishedBy, startDate } = event
  return {
    eventId: 'e-1',
    type: 'com.example.Planted',
    entityType: 'EmpJob',
    effective: 'current',
    effectiveStartDate: readSentDate(startDate),
    publishedAt: null,
    publishedBy,
    repost: null,
    keys,
    params,
    payload: xml,
    more: nested === null ? [] : [{ name: 'person', value: nested }],
  }
}

/** The events as SuccessFactors sends them. @param ids of the events */
export function soapOf(events: readonly PlantedEvent[], ids: readonly string[]): string {
  const pair =
    (element: string) =>
    ({ name, value }: NamedValue) =>
      `<n:${element}><name>${escapeXml(name)}</name><value>${escapeXml(value)}</value></n:${element}>`
  const element = (name: string, value: string | null) =>
    value === null ? '' : `<n:${name}>${escapeXml(value)}</n:${name}>`
  const parts = events.map(
    ({ keys, params, nested, xml, publishedBy, startDate }, at) =>
      `<n:event>${element('eventId', ids[at] ?? null)}<n:entityType>EmpJob</n:entityType>` +
      element('effectiveStartDate', startDate) +
      element('publishedBy', publishedBy) +
      `<n:entityKeys>${keys.map(pair('entityKey')).join('')}</n:entityKeys>` +
      `<n:params>${params.map(pair('param')).join('')}</n:params>` +
      element('person', nested) +
      (xml === null ? '' : `<n:eventPayload>${xml}</n:eventPayload>`) +
      '</n:event>',
  )
  return (
    '<n:ExternalEvent xmlns:n="http://notification.event.successfactors.com"><n:externalEventMeta>' +
    '<n:type>com.example.Planted</n:type></n:externalEventMeta>' +
    `<n:events>${parts.join('')}</n:events></n:ExternalEvent>`
  )
}
