import type { DomainEvent } from '../../events/event.ts'
import type { ReadingHints } from '../../events/reading-hints.ts'
import type { SelectionFailure } from '../../events/select-events.ts'
import { listColumns } from '../db/list-columns.ts'

export interface DeliveryKey {
  readonly messageId: string
  readonly ordinal: number
  readonly handlerId: number
  /** 0 = original; re-runs count from 1 */
  readonly run: number
}

/** Keys of deliveries as parameters. */
export const deliveryKeys = listColumns<DeliveryKey>({
  types: { messageId: 'uuid', ordinal: 'int', handlerId: 'int', run: 'int' },
})

/** A delivery with a committed attempt: it may run now. */
export interface StartedDelivery extends StartedWithoutEvent {
  /** null = the message was deleted or is unreadable now */
  readonly event: DomainEvent | null
  /** the event cannot be read until the key store is back */
  readonly isKeyAway?: boolean
  /** the original of an edited event; null = unreadable */
  readonly original?: DomainEvent | null
  /** reads the original message; null = deleted */
  readonly readMessage?: () => Promise<ReadMessage | null>
}

export interface ReadMessage {
  /** unzipped */
  readonly body: Buffer
  readonly contentType: string | null
  /** further input for decoding the body; null = none */
  readonly hints: ReadingHints | null
  /** an operator edited the event: it differs from the body */
  readonly isEdited: boolean
}

/** The head of a parked lane that failed when it was recorded. */
export interface ParkedHead extends DeliveryKey {
  readonly reasonCode: string | null
}

export interface StartedWithoutEvent extends DeliveryKey {
  /** seals what is stored about the event, set with it; null or absent = the installation's key */
  readonly keyId?: string | null
  /** number of the operator's edit in force; 0 = original */
  readonly edit: number
  readonly subjectId: string
  /** from 1, including abandoned attempts */
  readonly attempt: number
  /** earlier attempts that count against the retry limit */
  readonly countedAttempts: number
  /** consecutive attempts lost with their process */
  readonly abandoned: number
  readonly late: boolean
  /** its predicate failed when the event was recorded and was not asked since; null or absent = no */
  readonly selectionFailure?: SelectionFailure | null
  /** the lane's lease number; every claim and settlement raises it */
  readonly lease: string
  /** tests the target of an open circuit */
  readonly probe: boolean
  /** further deliveries waited in its lane when it started */
  readonly hasNext: boolean
  readonly company: string | null
  readonly correlationId: string
  /** of its message; null = not traced */
  readonly traceparent: string | null
  readonly receivedAt: Date
  /** tells the handler that the subject is forgotten; absent = false */
  readonly isNotice?: boolean
  /** of a notice: the person has come back since; absent = false */
  readonly hasReturned?: boolean
}
