/** The one import of a handler: `import { defineHandler } from '#handler'`. */
export type {
  CallAnswer,
  CallMethod,
  CallOptions,
  Destination,
} from './destinations/destination.ts'
export { DestinationError } from './destinations/destination-error.ts'
export type { KnownEventType } from './events/catalogue.ts'
export type { NamedValue, SentDate } from './events/event.ts'
export {
  defineHandler,
  type HandlerDefinition,
  type RateLimit,
  type RetryOptions,
  type StartContext,
} from './handlers/define-handler.ts'
export { reject, retryAfter, targetDown } from './handlers/ends.ts'
export type { EventView } from './handlers/event-view.ts'
export type { EffectState, HandlerContext, HandlerLog, Once } from './handlers/handler-context.ts'
export type { HandlerEvent, SentMessage, TypedEvent } from './handlers/handler-event.ts'
export type { EmpJob, PerPerson, Row, User } from './successfactors/rows.ts'
export { inForceOn } from './successfactors/slices.ts'
export type { Behind, SuccessFactors } from './successfactors/successfactors.ts'
