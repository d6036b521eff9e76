import type { DomainEvent } from '../../events/event.ts'
import type { ReadingHints } from '../../events/reading-hints.ts'

/** The key of a delivery. */
export interface DeliveryKey {
  readonly messageId: string
  readonly ordinal: number
  readonly handlerId: number
  /** 0 = the first; re-runs count up */
  readonly run: number
}

/** A delivery whose attempt is written and committed: it may run now. */
export interface StartedDelivery extends StartedWithoutEvent {
  /** null = the message is gone or cannot be read any more */
  readonly event: DomainEvent | null
  /** the event as it came, where operators edited it; null = it cannot be read */
  readonly original?: DomainEvent | null
  /** reads its message as it came; null = it is gone */
  readonly readMessage?: () => Promise<ReadMessage | null>
}

export interface ReadMessage {
  /** unzipped */
  readonly body: Buffer
  readonly contentType: string | null
  /** needed to read the body, beside its bytes; null = nothing */
  readonly hints: ReadingHints | null
  /** the event has another form by now than in the body */
  readonly isEdited: boolean
}

/** A delivery that failed when it was recorded, and whose turn has come: its lane is parked. */
export interface ParkedHead extends DeliveryKey {
  /** code of what went wrong */
  readonly reasonCode: string | null
}

export interface StartedWithoutEvent extends DeliveryKey {
  /** an operator's form of the event that is in force; 0 = as it came */
  readonly edit: number
  readonly subjectId: string
  /** number of this attempt, from 1, abandoned ones included */
  readonly attempt: number
  /** attempts so far that count against the retry limit */
  readonly countedAttempts: number
  /** attempts in a row whose process was never heard of again */
  readonly abandoned: number
  readonly late: boolean
  /** the lane's lease number; grows with every claim and every settlement */
  readonly lease: string
  /** it tries whether the target of an open circuit is back */
  readonly probe: boolean
  /** other deliveries waited behind it in its lane when it was started */
  readonly hasNext: boolean
  readonly company: string | null
  readonly correlationId: string
  /** of its message; null = it was not traced */
  readonly traceparent: string | null
  readonly receivedAt: Date
}
