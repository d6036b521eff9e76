export interface MessageRow {
  readonly id: string
  readonly receivedAt: string
  readonly eventCount: number
  readonly company: string | null
  readonly callerId: number
  readonly correlationId: string
  readonly traceparent: string | null
  readonly contentType: string | null
  readonly contentEncoding: string | null
  readonly typeHint: string | null
  /** JSON */
  readonly hints: string | null
  /** JSON */
  readonly warnings: string | null
  readonly format: string | null
  readonly contract: string | null
  readonly type: string | null
  readonly externalEventId: string | null
  readonly duplicateOf: string | null
  /** reason code if all events are discarded, else null */
  readonly discarded: string | null
  /** code of the decoding error; null = decoded */
  readonly errorCode: string | null
  readonly keyId: string
  /** sealed */
  readonly body: Buffer
}

export interface EventRow {
  readonly messageId: string
  readonly ordinal: number
  readonly subjectId: string
  readonly eventId: string | null
  readonly type: string | null
  readonly entityType: string | null
  readonly publishedAt: string | null
  /** PostgreSQL's text of a list of keyed hashes */
  readonly search: string | null
  /** sealed; null = it is read from the body */
  readonly content: string | null
  readonly subjectField: string | null
  /** `YYYY-MM-DD` */
  readonly effectiveOn: string | null
  readonly duplicateOf: string | null
  readonly duplicateOfOrdinal: number | null
  readonly otherContent: boolean
  readonly mayBeRepeat: boolean
  /** reason code of a discarded event, else null */
  readonly discarded: string | null
  /** true = no handler takes it; null = a handler does, or it is discarded */
  readonly noHandler: true | null
}
