/** The one import of a handler's test: `import { aHire, deliver } from '#testing'`. */
export {
  aHire,
  aManagerChange,
  anEvent,
  aRehire,
  aTermination,
  type EventValues,
} from './testing/an-event.ts'
export { completed } from './testing/completed.ts'
export {
  type Delivered,
  type DeliveredForgotten,
  type DeliverOptions,
  deliver,
  deliverForgotten,
} from './testing/deliver.ts'
export type { EffectReport } from './testing/effects.ts'
export type {
  AnswerCall,
  DestinationAnswer,
  DestinationCall,
  OutboundCall,
} from './testing/outbound.ts'
export type { Fixture, FixturePlaces } from './testing/read-fixture.ts'
export { type FixtureOptions, fixtureEvents } from './testing/read-fixture.ts'
export type { DeliveredAttempt, Pause } from './testing/run-attempts.ts'
