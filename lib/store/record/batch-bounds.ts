/** Bounds of stored messages that one transaction decodes and hands out. One message may exceed them alone. */
export interface BatchBounds {
  readonly messages: number
  /** events of all of them, each for every handler that gets it */
  readonly events: number
  /** their bodies are read into memory */
  readonly bytes: number
}

export const BATCH_BOUNDS: BatchBounds = {
  messages: 50,
  events: 5_000,
  bytes: 16 * 1024 * 1024,
}

/** A quarter of these bounds, and in the end one message alone: for a batch that took too long. */
export function smaller({ messages, events, bytes }: BatchBounds): BatchBounds {
  const quarter = (bound: number) => Math.max(1, Math.floor(bound / 4))
  return { messages: quarter(messages), events: quarter(events), bytes: quarter(bytes) }
}
