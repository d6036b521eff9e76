/** What spans say where they come from, and which system keeps the messages. */
export const SYSTEM = 'sf-event-receiver'

/** What a part tells about itself to traces. Off, it costs a call of an empty function. */
export interface Tracing {
  /** A call whose token was accepted: strangers cannot fill the traces. */
  call(call: TracedCall): CallTrace
  /** Runs an attempt inside of a span that continues the trace of its message. */
  attempt<End extends TracedEnd>(attempt: TracedAttempt, run: () => Promise<End>): Promise<End>
  /** Sends what is left; never throws. */
  close(): Promise<void>
}

export interface TracedCall {
  /** header of the sender (W3C Trace Context); anything may stand there */
  readonly traceparent: string | undefined
  readonly method: string
  /** our own pattern */
  readonly path: string
  /** monotonic (ms) */
  readonly received: number
}

export interface CallTrace {
  /** null = it is not traced */
  readonly traceId: string | null
  /** Records inside of a span of its own. @param record gets the `traceparent` that the message keeps */
  record<Result>(
    messageId: string,
    record: (traceparent: string | null) => Promise<Result>,
  ): Promise<Result>
  end(answer: { readonly status: number; readonly code: string | null }): void
}

export interface TracedAttempt {
  /** of its message; null = it was not traced */
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

/** The id of the trace that a `traceparent` names, for a log line. */
export function traceIdOf(traceparent: string | null): string | undefined {
  return TRACEPARENT.exec(traceparent ?? '')?.[1]
}
