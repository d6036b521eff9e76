/** The one import of a handler's test: `import { anEvent, deliver } from '#testing'`. */
export { anEvent, type EventValues } from './testing/an-event.ts'
export { type Delivered, type DeliverOptions, deliver } from './testing/deliver.ts'
export { type FixtureOptions, fixtureEvents } from './testing/fixture-events.ts'
