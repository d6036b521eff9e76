/** Name of the tracer and of the messaging system. */
export const SYSTEM = 'sf-event-receiver'

/** Trace of calls and attempts. Without a collector it does nothing. */
export interface Tracing {
  /** Traces a call with an accepted token: strangers cannot fill the traces. */
  call(call: TracedCall): CallTrace
  /** Runs an attempt in a span of its message's trace. */
  attempt<End extends TracedEnd>(attempt: TracedAttempt, run: () => Promise<End>): Promise<End>
  /** Sends remaining spans; never throws. */
  close(): Promise<void>
}

export interface TracedCall {
  /** header of the sender (W3C Trace Context); any text */
  readonly traceparent: string | undefined
  readonly method: string
  /** route pattern */
  readonly path: string
  /** monotonic (ms) */
  readonly received: number
}

export interface CallTrace {
  /** null = not traced */
  readonly traceId: string | null
  /** Records in a span. @param record gets the `traceparent` to store with the message */
  record<Result>(
    messageId: string,
    record: (traceparent: string | null) => Promise<Result>,
  ): Promise<Result>
  end(answer: { readonly status: number; readonly code: string | null }): void
}

export interface TracedAttempt {
  /** of the message; null = not traced */
  readonly traceparent: string | null
  readonly handler: string
  readonly type: string | null
  readonly messageId: string
  readonly ordinal: number
  readonly run: number
  readonly attempt: number
  readonly receivedAt: Date
}

export interface TracedEnd {
  readonly outcome: string
  readonly reasonCode: string | null
}

export const noCallTrace: CallTrace = {
  traceId: null,
  record: (_messageId, record) => record(null),
  end: () => undefined,
}

export const noTracing: Tracing = {
  call: () => noCallTrace,
  attempt: (_attempt, run) => run(),
  close: async () => undefined,
}

const TRACEPARENT = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/

/** The trace id of a `traceparent`, for log lines. */
export function traceIdOf(traceparent: string | null): string | undefined {
  return TRACEPARENT.exec(traceparent ?? '')?.[1]
}
