import { ReceiverError } from '../errors.ts'
import type { SentBody } from '../events/cut-event.ts'
import type { DomainEvent } from '../events/event.ts'

/** An event as a handler sees it: the domain form, where it came from, and its values by name. */
export interface HandlerEvent extends DomainEvent {
  /** id of the message that brought it, and its place in it from 0 */
  readonly messageId: string
  readonly ordinal: number
  /** the SuccessFactors company that sent it; null where it is not known */
  readonly company: string | null
  readonly receivedAt: Date
  /** Value of an entity key; null where it is absent or empty. */
  key(name: string): string | null
  /** Value of a parameter; null where it is absent or empty. */
  param(name: string): string | null
  /**
   * The message that brought it, as it came: read from the database when it is asked for. Rejects in
   * `orderBy` and `startAt`, before it is recorded, and where the message is gone.
   */
  message(): Promise<SentMessage>
}

/** A message as it came, with all of its events. */
export interface SentMessage extends SentBody {
  /** an operator has given the event another form since: the body has that in which it came */
  readonly isEdited: boolean
}

export interface EventReceipt {
  readonly messageId: string
  readonly ordinal: number
  readonly company: string | null
  readonly receivedAt: Date
  /** absent = it is not recorded yet; null = it is gone */
  readonly readMessage?: () => Promise<SentMessage | null>
}

export function toHandlerEvent(event: DomainEvent, receipt: EventReceipt): HandlerEvent {
  const { messageId, ordinal, company, receivedAt, readMessage } = receipt
  return {
    ...event,
    messageId,
    ordinal,
    company,
    receivedAt,
    key: (name) => valueNamed(event.keys, name),
    param: (name) => valueNamed(event.params, name),
    message: async () => (await readMessage?.()) ?? noMessage(),
  }
}

function valueNamed(list: DomainEvent['keys'], name: string): string | null {
  const found = list.find((entry) => entry.name === name)
  return found === undefined || found.value === '' ? null : found.value
}

function noMessage(): never {
  throw new ReceiverError(
    'not_found',
    'Expected the message of the event, it is gone or not recorded yet.',
  )
}
