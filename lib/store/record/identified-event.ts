import type { EventToRecord, MessageToRecord } from './recording.ts'

/** An event of a batch with its message and ordinal. */
export interface EventOfBatch {
  readonly message: MessageToRecord
  readonly ordinal: number
  readonly toRecord: EventToRecord
}

/** An event of a batch with the result of deduplication. */
export interface IdentifiedEvent extends EventOfBatch {
  /** the first occurrence of the same event; null = new */
  readonly duplicateOf: { readonly messageId: string; readonly ordinal: number } | null
  /** its id is known with other content */
  readonly otherContent: boolean
  /** equals an earlier record of its lane, but not the latest one */
  readonly mayBeRepeat: boolean
}

/** No handler of this process takes the event. A handler of another version may: see `queries/no-handler.ts`. */
export function hasNoHandler({ toRecord, duplicateOf }: IdentifiedEvent): boolean {
  return duplicateOf === null && toRecord.discarded === null && toRecord.deliveries.length === 0
}
