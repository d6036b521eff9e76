import { ReceiverError } from '../errors.ts'
import { RejectError } from '../outcomes.ts'
import { catalogue, isKnownType } from './catalogue.ts'
import type { SentBody } from './cut-event.ts'
import type { DomainEvent, EventContent, NamedValue } from './event.ts'
import type { KnownEventType, KnownKey, KnownParam } from './event-types.ts'

/** An event as a handler gets it, with its values by name. */
export interface HandlerEvent extends EventContent {
  /**
   * The event has no id and equals an earlier, not the latest, event of its lane. Either the record
   * has this state again, or the sender repeated a call late.
   */
  readonly mayBeRepeat: boolean
  /** id of the message that brought the event, as in the monitor */
  readonly messageId: string
  /** position of the event in its message, from 0 */
  readonly ordinal: number
  /** the SuccessFactors company; null = unknown */
  readonly company: string | null
  /** when the service received the message */
  readonly receivedAt: Date
  /**
   * The trimmed value of an entity key; null = absent or blank. If the handler names the event's
   * type in `on`, a key that the catalogue lists is never null: an event without it is rejected.
   */
  key(name: string): string | null
  /** The trimmed value of a parameter; see `key`. */
  param(name: string): string | null
  /** The key of that name, else the parameter: some systems send a value as the one, others as the other. */
  value(name: string): string | null
  /**
   * The message of the event, as received or as an operator repaired it. Reads it from the
   * database. Rejects in `orderBy` and `startAt`, before the event is recorded, and if the message
   * was deleted.
   */
  message(): Promise<SentMessage>
}

/** A message as received or repaired, with all its events. */
export interface SentMessage extends SentBody {
  /** an operator edited the event afterwards: the body has the received form */
  readonly isEdited: boolean
}

/** Any string, with suggestions in editors. */
export type TextLike<Known extends string> = Known | (string & {})

/**
 * A text whose type is inferred, with suggestions in editors: they suggest nothing but the inferred
 * type where the parameter is that type alone.
 */
export type Suggested<Given, Known> = Given | (Given extends string ? Known : never)

/** An event of a type that the handler names: values of the catalogue are never null. */
export interface TypedEvent<Type extends string> extends HandlerEvent {
  /** one of the types in `on` */
  readonly type: Type
  /** The value of an entity key; never null if the catalogue lists it. */
  key<const Name extends TextLike<KnownKey<KnownEventType>>>(
    name: Suggested<Name, KnownKey<KnownEventType>>,
  ): Name extends KnownKey<Type> ? string : string | null
  /** The value of a parameter; never null if the catalogue lists it. */
  param<const Name extends TextLike<KnownParam<KnownEventType>>>(
    name: Suggested<Name, KnownParam<KnownEventType>>,
  ): Name extends KnownParam<Type> ? string : string | null
  /** The key of that name, else the parameter; never null if the catalogue lists one of them. */
  value<const Name extends TextLike<KnownKey<KnownEventType> | KnownParam<KnownEventType>>>(
    name: Suggested<Name, KnownKey<KnownEventType> | KnownParam<KnownEventType>>,
  ): Name extends KnownKey<Type> | KnownParam<Type> ? string : string | null
}

export interface EventReceipt
  extends Pick<HandlerEvent, 'messageId' | 'ordinal' | 'company' | 'receivedAt'> {
  /** absent = not recorded yet; null = deleted */
  readonly readMessage?: () => Promise<SentMessage | null>
}

/** @param named the handler names the event's type: values of the catalogue must be present */
export function toHandlerEvent(
  event: DomainEvent,
  receipt: EventReceipt,
  named: boolean,
): HandlerEvent {
  const { messageId, ordinal, company, receivedAt, readMessage } = receipt
  const { keys, params }: Promised =
    named && event.type !== null && isKnownType(event.type) ? catalogue[event.type] : nothing
  const key = (name: string) => valueNamed(event.keys, name)
  const param = (name: string) => valueNamed(event.params, name)
  return {
    ...event,
    mayBeRepeat: event.mayBeRepeat ?? false,
    messageId,
    ordinal,
    company,
    receivedAt,
    key: (name) => key(name) ?? absent('key', name, keys),
    param: (name) => param(name) ?? absent('parameter', name, params),
    value: (name) =>
      key(name) ?? param(name) ?? absent('key or parameter', name, [...keys, ...params]),
    message: async () => (await readMessage?.()) ?? noMessage(),
  }
}

interface Promised {
  readonly keys: readonly string[]
  readonly params: readonly string[]
}

const nothing: Promised = { keys: [], params: [] }

/** The handler's type promises a value: reject the event if it is missing. */
function absent(what: string, name: string, promised: readonly string[]): null {
  if (!promised.includes(name)) return null
  throw new RejectError(`expected the ${what} ${name}, as every event of this type has, got none`)
}

/** The first value of that name, trimmed; null = absent or blank. */
function valueNamed(list: readonly NamedValue[], name: string): string | null {
  const value = list.find((entry) => entry.name === name)?.value.trim() ?? ''
  return value === '' ? null : value
}

function noMessage(): never {
  throw new ReceiverError(
    'not_found',
    'Expected the message of the event, it is gone or not recorded yet.',
  )
}
