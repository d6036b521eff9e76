import type { EventToRecord, MessageToRecord } from './recording.ts'

/** An event of the batch with its place. */
export interface EventOfBatch {
  readonly message: MessageToRecord
  readonly ordinal: number
  readonly toRecord: EventToRecord
}

/** An event of the batch, and what is known about it. */
export interface IdentifiedEvent extends EventOfBatch {
  /** where the same event stands; null = it is new */
  readonly duplicateOf: { readonly messageId: string; readonly ordinal: number } | null
  /** its id is known with other content */
  readonly otherContent: boolean
  /** it equals an earlier record of its lane, but not the latest one */
  readonly mayBeRepeat: boolean
}

/** No handler of this process takes an event that counts. One of another version may: `queries/no-handler.ts` looks. */
export function hasNoHandler({ toRecord, duplicateOf }: IdentifiedEvent): boolean {
  return duplicateOf === null && toRecord.discarded === null && toRecord.deliveries.length === 0
}
