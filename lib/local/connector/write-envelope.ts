import { CONTRACT_NAMESPACE, ENVELOPE_NAMESPACE } from '../../events/namespaces.ts'
import type { Pair, PlannedEvent, PlannedMessage } from './planned-call.ts'
import type { SeededRandom } from './seeded-random.ts'

type Leaf = readonly [name: string, value: string | number | boolean]

/** Writes a message like SuccessFactors: SOAP 1.1, document/literal, in the given style. */
export function writeEnvelope(message: PlannedMessage, style: MessageStyle): string {
  const { envelopePrefix: soap, eventPrefix: ns, gap } = style
  const wrap = (name: string, parts: readonly string[]) =>
    `<${name}>${gap}${parts.map((part) => part + gap).join('')}</${name}>`
  const leaf = ([name, value]: Leaf) => `<${ns}:${name}>${escaped(String(value))}</${ns}:${name}>`
  // name and value are in no namespace, all others in the contract's
  const pair = (container: string) => (values: Pair) => {
    const [name, value] = values.map(escaped)
    return wrap(`${ns}:${container}`, [`<name>${name}</name>`, `<value>${value}</value>`])
  }
  const writeEvent = (event: PlannedEvent) =>
    wrap(`${ns}:event`, [
      ...eventLeaves(message, event).map(leaf),
      wrap(`${ns}:entityKeys`, event.keys.map(pair('entityKey'))),
      wrap(`${ns}:params`, event.params.map(pair('param'))),
    ])

  const meta = wrap(`${ns}:externalEventMeta`, metaLeaves(message).map(leaf))
  const events = wrap(`${ns}:events`, message.events.map(writeEvent))
  const root = `<${ns}:ExternalEvent ${namespaces(message, style).join(' ')}>${gap}${meta}${gap}${events}${gap}</${ns}:ExternalEvent>`
  const header = style.emptyHeader ? `<${soap}:Header/>${gap}` : ''
  return `${style.declaration}<${soap}:Envelope xmlns:${soap}="${ENVELOPE_NAMESPACE.soap11}">${gap}${header}${wrap(`${soap}:Body`, [root])}${gap}</${soap}:Envelope>`
}

function metaLeaves(message: PlannedMessage): Leaf[] {
  const { contract, externalEventId, type, publishedAt, publishedBy, events } = message
  const effective = events[0]?.effective ?? 'current'
  if (contract === 'v2') {
    return [
      ['externalEventId', externalEventId],
      ['type', type],
      ['publishedAt', publishedAt],
      ['publishedBy', publishedBy],
      ['effective', effective],
      ['repost', false],
    ]
  }
  return [
    ['externalEventId', externalEventId],
    ['sourceArea', 'ECT'],
    ['publishedAt', publishedAt],
    ['publishedBy', publishedBy],
    ['isEffectiveDated', true],
    ['validity', effective],
    ['postFromTransaction', true],
  ]
}

function eventLeaves({ contract, publishedBy }: PlannedMessage, event: PlannedEvent): Leaf[] {
  const { eventId, type, entityType, effective, startDate, publishedAt } = event
  if (contract === 'v2') {
    return [
      ['eventId', eventId],
      ['entityType', entityType],
      ['effectiveStartDate', startDate],
      ['publishedAt', publishedAt],
      ['publishedBy', publishedBy],
      ['repost', false],
    ]
  }
  return [
    ['eventId', eventId],
    ['entity', entityType],
    ['type', type],
    ['isEffectiveDated', true],
    ['effectiveStartDate', startDate],
    ['publishedAt', publishedAt],
    ['publishedBy', publishedBy],
    ['validity', effective],
    ['postFromTransaction', true],
  ]
}

/** The sender numbers its namespaces arbitrarily and declares unused ones. */
function namespaces({ contract }: PlannedMessage, { eventPrefix, unused }: MessageStyle): string[] {
  const other = contract === 'v2' ? CONTRACT_NAMESPACE.v1 : CONTRACT_NAMESPACE.v2
  const free = ['ns2', 'ns3', 'ns4', 'ns5', 'ns6', 'ns7'].filter((prefix) => prefix !== eventPrefix)
  const declared = [...unused, other].map((uri, index) => `xmlns:${free[index]}="${uri}"`)
  return [...declared, `xmlns:${eventPrefix}="${CONTRACT_NAMESPACE[contract]}"`]
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character)
}

/** The notation of a message; it varies and has no meaning. */
export interface MessageStyle {
  readonly envelopePrefix: 'S' | 'soap' | 'soapenv'
  readonly eventPrefix: 'ns2' | 'ns3' | 'ns5' | 'ns7'
  readonly declaration: string
  /** between elements */
  readonly gap: '' | ' ' | '\n'
  readonly emptyHeader: boolean
  /** declared, unused namespaces */
  readonly unused: readonly string[]
}

const FOREIGN_NAMESPACES = [
  'com.successfactors.alert',
  'http://alert.successfactors.com',
  'http://www.boomi.com/connector/wss',
] as const

export function randomStyle(random: SeededRandom): MessageStyle {
  return {
    envelopePrefix: random.pick(['S', 'soap', 'soapenv']),
    eventPrefix: random.pick(['ns2', 'ns3', 'ns5', 'ns7']),
    declaration: random.pick([
      '',
      '<?xml version="1.0" ?>',
      '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
    ]),
    gap: random.pick(['', ' ', '\n']),
    emptyHeader: random.chance(0.2),
    unused: FOREIGN_NAMESPACES.filter(() => random.chance(0.5)),
  }
}
