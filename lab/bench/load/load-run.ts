/** The order to a sender, sent once. */
export interface LoadOrder {
  readonly url: string
  readonly token: string
  /** a token for each call in turn; one alone is the same for all */
  readonly tokens?: readonly string[]
  readonly seconds: number
  /** number of the first message; those that follow count up */
  readonly firstSequence: number
  /** number of persons, one after the other; default: 20,000 */
  readonly employees?: number
  /** goes on until there are as many calls; default: 0 */
  readonly leastCalls?: number
}

/** The results of the calls. Each call was answered or is an error. */
export interface CallCounts {
  /** answers with status 200 */
  readonly answers: number
  readonly otherStatuses: number
  /** connections that broke, and calls without an answer in time */
  readonly errors: number
}

export interface LoadResult extends CallCounts {
  /** when the first call was sent, on the machine's clock (ms) */
  readonly startedAt: number
  /** answers in the time asked for, per second */
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** what the sender itself cost (ms of CPU) */
  readonly cpuMs: number
}

export interface PacedOrder extends LoadOrder {
  readonly perSecond: number
}

export interface PacedResult extends CallCounts {
  /** when the answer to each message was there, by its place, on the machine's clock (ms) */
  readonly answeredAt: readonly number[]
  /** from the moment when a call was due to its answer (ms) */
  readonly p50Ms: number
  readonly p99Ms: number
  /** how long the sender itself was behind its pace, at worst (ms) */
  readonly worstLagMs: number
}
