/** When a handler was started with the event of a message, on the machine's clock (ms). */
export type StartedRun = readonly [sequence: number, at: number]

/** The request of the bench, over the channel of fork. */
export const askForStarts = 'started runs'
