/** When a handler was started with the event of a message, on the machine's clock (ms). */
export type StartedRun = readonly [sequence: number, at: number]

/** What the bench asks for, over the channel that fork gives. */
export const askForStarts = 'started runs'
