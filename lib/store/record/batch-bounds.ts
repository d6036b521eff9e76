/** Bounds of one transaction that decodes stored messages. A single message may exceed them. */
export interface BatchBounds {
  readonly messages: number
  /** events of all messages, counted once for each handler */
  readonly events: number
  /** of bodies, which are read into memory */
  readonly bytes: number
}

export const BATCH_BOUNDS: BatchBounds = {
  messages: 50,
  events: 5_000,
  bytes: 16 * 1024 * 1024,
}

/** A quarter of the bounds, down to a single message: for a batch that took too long. */
export function smaller({ messages, events, bytes }: BatchBounds): BatchBounds {
  const quarter = (bound: number) => Math.max(1, Math.floor(bound / 4))
  return { messages: quarter(messages), events: quarter(events), bytes: quarter(bytes) }
}
