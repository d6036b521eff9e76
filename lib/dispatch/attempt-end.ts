import type { SelectionFailure } from '../events/select-events.ts'

/** The end of an attempt, as a value. It alone decides the next state. */
export type AttemptEnd =
  | { readonly kind: 'completed' }
  /** the handler threw */
  | { readonly kind: 'failed'; readonly error: unknown }
  /** the handler called reject */
  | { readonly kind: 'rejected'; readonly error: Error }
  /** the handler called retryAfter */
  | { readonly kind: 'retry-after'; readonly delayMs: number; readonly error: Error }
  /** SuccessFactors limited the rate of all calls */
  | { readonly kind: 'rate-limited'; readonly pauseMs: number; readonly error: Error }
  | { readonly kind: 'timed-out'; readonly error: Error }
  /** released by a stopping service */
  | { readonly kind: 'released' }
  /** not run: the key store is away, and the event's key is not cached */
  | {
      readonly kind: 'key-store-away'
      readonly selectionFailure: SelectionFailure | null | undefined
    }
  /** not run: the handler took the type when the event was recorded, and does not any more */
  | { readonly kind: 'type-no-longer-taken'; readonly error: Error }
  /** not run: the predicate failed when the event was recorded, and does not take it now */
  | { readonly kind: 'not-taken' }
  /** not run: the predicate failed again */
  | {
      readonly kind: 'selection-failed'
      readonly failure: SelectionFailure
      readonly error: unknown
    }
  /** not run: the notice of an erasure, and the person has come back since */
  | { readonly kind: 'person-returned'; readonly error: Error }
  /** not run: its earlier attempts died with their processes */
  | { readonly kind: 'given-up' }
  /** not run: its message was deleted or is no longer decodable */
  | { readonly kind: 'unreadable' }
