import { ReceiverError } from '../errors.ts'
import { RejectError } from '../outcomes.ts'
import {
  catalogue,
  isKnownType,
  type KnownEventType,
  type KnownKey,
  type KnownParam,
} from './catalogue.ts'
import type { SentBody } from './cut-event.ts'
import type { DomainEvent, NamedValue } from './event.ts'

/** An event as a handler sees it: the domain form, where it came from, and its values by name. */
export interface HandlerEvent extends Omit<DomainEvent, 'recordKey'> {
  /**
   * The event has no id and equals an earlier one of its lane, though another one came between: either
   * the record has this state again, or the sender repeated a call late.
   */
  readonly mayBeRepeat: boolean
  /** id of the message that brought it, and its place in it from 0 */
  readonly messageId: string
  readonly ordinal: number
  /** the SuccessFactors company that sent it; null where it is not known */
  readonly company: string | null
  readonly receivedAt: Date
  /**
   * Value of an entity key without surrounding blanks; null where it is absent or blank. For a handler that names the event's type
   * in `on`, a key that the catalogue knows of the type is never null: where it is absent all the same,
   * asking for it rejects the event.
   */
  key(name: string): string | null
  /** Value of a parameter, as `key` gives that of a key. */
  param(name: string): string | null
  /**
   * The message that brought it, as it came or as an operator repaired it. It is read from the database
   * when it is asked for. Rejects in
   * `orderBy` and `startAt`, before it is recorded, and where the message is gone.
   */
  message(): Promise<SentMessage>
}

/** A message as it came, or as an operator repaired it, with all of its events. */
export interface SentMessage extends SentBody {
  /** an operator has given the event another form since: the body has that in which it came */
  readonly isEdited: boolean
}

/** Any text, with what is known offered by an editor. */
export type TextLike<Known extends string> = Known | (string & {})

/** An event of a type that the handler names: what the catalogue knows of it is there. */
export interface TypedEvent<Type extends string> extends Omit<HandlerEvent, 'type'> {
  readonly type: Type
  /** Value of an entity key: never null where the catalogue knows it, else null where it is absent. */
  key<const Name extends TextLike<KnownKey<KnownEventType>>>(
    name: Name,
  ): Name extends KnownKey<Type> ? string : string | null
  /** Value of a parameter: never null where the catalogue knows it, else null where it is absent. */
  param<const Name extends TextLike<KnownParam<KnownEventType>>>(
    name: Name,
  ): Name extends KnownParam<Type> ? string : string | null
}

export interface EventReceipt {
  readonly messageId: string
  readonly ordinal: number
  readonly company: string | null
  readonly receivedAt: Date
  /** absent = it is not recorded yet; null = it is gone */
  readonly readMessage?: () => Promise<SentMessage | null>
}

/** @param named the handler names the event's type: what the catalogue knows of it must be there */
export function toHandlerEvent(
  event: DomainEvent,
  receipt: EventReceipt,
  named: boolean,
): HandlerEvent {
  const { messageId, ordinal, company, receivedAt, readMessage } = receipt
  const { keys, params }: Promised =
    named && event.type !== null && isKnownType(event.type) ? catalogue[event.type] : nothing
  return {
    ...event,
    mayBeRepeat: event.mayBeRepeat ?? false,
    messageId,
    ordinal,
    company,
    receivedAt,
    key: (name) => valueNamed(event.keys, name) ?? absent('key', name, keys),
    param: (name) => valueNamed(event.params, name) ?? absent('parameter', name, params),
    message: async () => (await readMessage?.()) ?? noMessage(),
  }
}

interface Promised {
  readonly keys: readonly string[]
  readonly params: readonly string[]
}

const nothing: Promised = { keys: [], params: [] }

/** A handler that was promised a value never goes on without it. */
function absent(what: string, name: string, promised: readonly string[]): null {
  if (!promised.includes(name)) return null
  throw new RejectError(`expected the ${what} ${name}, as every event of this type has, got none`)
}

/** The first value of that name, without surrounding blanks; null = there is none, or it is blank. */
export function valueNamed(list: readonly NamedValue[], name: string): string | null {
  const value = list.find((entry) => entry.name === name)?.value.trim() ?? ''
  return value === '' ? null : value
}

function noMessage(): never {
  throw new ReceiverError(
    'not_found',
    'Expected the message of the event, it is gone or not recorded yet.',
  )
}
