import { defineHandler } from '#handler'

/** One of several that get each event of a large message. */
export default defineHandler({ on: ['survival.large'], concurrency: 1, run: () => undefined })
