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
}

export interface EventReceipt {
  readonly messageId: string
  readonly ordinal: number
  readonly company: string | null
  readonly receivedAt: Date
}

export function toHandlerEvent(event: DomainEvent, receipt: EventReceipt): HandlerEvent {
  const { messageId, ordinal, company, receivedAt } = receipt
  return {
    ...event,
    messageId,
    ordinal,
    company,
    receivedAt,
    key: (name) => valueNamed(event.keys, name),
    param: (name) => valueNamed(event.params, name),
  }
}

function valueNamed(list: DomainEvent['keys'], name: string): string | null {
  const found = list.find((entry) => entry.name === name)
  return found === undefined || found.value === '' ? null : found.value
}
