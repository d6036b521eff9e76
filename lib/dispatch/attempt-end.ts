/** How an attempt ended, as a value: the only thing that decides what comes next. */
export type AttemptEnd =
  | { readonly kind: 'completed' }
  /** the handler threw */
  | { readonly kind: 'failed'; readonly error: unknown }
  /** the handler called reject */
  | { readonly kind: 'rejected'; readonly error: Error }
  /** the handler called retryAfter */
  | { readonly kind: 'retry-after'; readonly delayMs: number; readonly error: Error }
  /** SuccessFactors asked everybody to wait */
  | { readonly kind: 'rate-limited'; readonly pauseMs: number; readonly error: Error }
  | { readonly kind: 'timed-out'; readonly error: Error }
  /** the service stops and gives it back */
  | { readonly kind: 'released' }
  /** it was not run: the attempts before it were never heard of again */
  | { readonly kind: 'given-up' }
  /** it was not run: its message is gone or cannot be decoded any more */
  | { readonly kind: 'unreadable' }
