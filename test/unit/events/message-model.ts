import fc from 'fast-check'
import type { DecodedMessage, DomainEvent, NamedValue } from '../../../lib/events/event.ts'
import { readSentDate } from '../../../lib/events/sent-date.ts'

type Leaves = Record<string, string | null>

/** The content of a message, before the choice of prefixes and spelling. */
export interface EventModel {
  readonly leaves: Leaves
  /** null = the element is left out */
  readonly keys: readonly PairModel[] | null
  readonly params: readonly PairModel[] | null
}

export interface PairModel {
  readonly name: string | null
  readonly value: string | null
}

export interface MessageModel {
  readonly contract: 'v1' | 'v2'
  /** null = the element is left out */
  readonly meta: Leaves | null
  readonly events: readonly EventModel[] | null
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: what XML cannot hold
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }).map((raw) => raw.replace(NOT_XML, '')),
  fc.constantFrom(
    '',
    ' ',
    '\r\n',
    ' a  b ',
    '&amp;',
    ']]>',
    '<!--x-->',
    '<![CDATA[',
    '1751360400123',
  ),
  fc.uuid(),
)
const leaf = fc.option(text, { nil: null })

function leaves(names: readonly string[]): fc.Arbitrary<Leaves> {
  return fc.record(Object.fromEntries(names.map((name) => [name, leaf])))
}

const META = {
  v1: ['externalEventId', 'publishedAt', 'publishedBy', 'validity'],
  v2: ['externalEventId', 'type', 'publishedAt', 'publishedBy', 'effective', 'repost'],
}
const EVENT = {
  v1: ['eventId', 'entity', 'type', 'effectiveStartDate', 'publishedAt', 'publishedBy', 'validity'],
  v2: ['eventId', 'entityType', 'effectiveStartDate', 'publishedAt', 'publishedBy', 'repost'],
}
const MORE = { v1: ['processId', 'postFromTransaction'], v2: ['novelty'] }

const pairs = fc.option(fc.array(fc.record({ name: leaf, value: leaf }), { maxLength: 4 }), {
  nil: null,
})

export function messageModel(eventCount: { min: number; max: number }): fc.Arbitrary<MessageModel> {
  return fc.constantFrom<'v1' | 'v2'>('v1', 'v2').chain((contract) => {
    const event = fc.record({
      leaves: leaves([...EVENT[contract], ...MORE[contract]]),
      keys: pairs,
      params: pairs,
    })
    const { min, max } = eventCount
    const events = fc.array(event, { minLength: min, maxLength: max, size: 'max' })
    return fc.record({
      contract: fc.constant(contract),
      meta: fc.option(leaves(META[contract]), { nil: null }),
      events: min > 0 ? events : fc.option(events, { nil: null }),
    })
  })
}

/** The expected result of the decoder. */
export function expectedMessage(
  model: MessageModel,
  format: DecodedMessage['format'],
): DecodedMessage {
  const meta = model.meta ?? {}
  const effective = meta[model.contract === 'v1' ? 'validity' : 'effective'] ?? null
  const message = {
    format,
    contract: model.contract,
    externalEventId: meta.externalEventId ?? null,
    type: meta.type ?? null,
    publishedAt: readSentDate(meta.publishedAt ?? null),
    publishedBy: meta.publishedBy ?? null,
    effective,
    repost: meta.repost ?? null,
    more: [],
  }
  const events = (model.events ?? []).map((event) => expectedEvent(event, model.contract, message))
  return { ...message, events }
}

function expectedEvent(
  { leaves: own, keys, params }: EventModel,
  contract: 'v1' | 'v2',
  message: Omit<DecodedMessage, 'events'>,
): DomainEvent {
  const isV1 = contract === 'v1'
  return {
    eventId: own.eventId ?? null,
    type: (isV1 ? own.type : null) ?? message.type,
    entityType: (isV1 ? own.entity : own.entityType) ?? null,
    effective: (isV1 ? own.validity : null) ?? message.effective,
    effectiveStartDate: readSentDate(own.effectiveStartDate ?? null),
    publishedAt: readSentDate(own.publishedAt ?? null) ?? message.publishedAt,
    publishedBy: own.publishedBy ?? null,
    repost: own.repost ?? null,
    keys: (keys ?? []).map(expectedPair),
    params: (params ?? []).map(expectedPair),
    payload: null,
    more: MORE[contract].flatMap((name) => {
      const value = own[name] ?? null
      return value === null ? [] : [{ name, value }]
    }),
  }
}

function expectedPair({ name, value }: PairModel): NamedValue {
  return { name: name ?? '', value: value ?? '' }
}
