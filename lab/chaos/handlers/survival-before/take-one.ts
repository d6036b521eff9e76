import { defineHandler } from '#handler'

/** The only handler of the version that records without knowing the others. */
export default defineHandler({ on: ['survival.large'], concurrency: 1, run: () => undefined })
