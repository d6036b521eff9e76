/** The one import of a handler: `import { defineHandler } from '#handler'`. */

export type { NamedValue, SentDate } from './events/event.ts'
// With an asterisk: a project can then extend EventTypes through this module.
export type * from './events/event-types.ts'
export type { EventView } from './events/event-view.ts'
export type { HandlerEvent, SentMessage, TypedEvent } from './events/handler-event.ts'
export {
  defineHandler,
  type ForgottenSubject,
  type HandlerDefinition,
  type RateLimit,
  type RetryOptions,
  type StartContext,
} from './handlers/define-handler.ts'
export type { EffectState, HandlerContext, HandlerLog, Once } from './handlers/handler-context.ts'
export type {
  CallAnswer,
  CallMethod,
  CallOptions,
  Destination,
} from './outbound/destinations/destination.ts'
export { DestinationError } from './outbound/destinations/destination-error.ts'
export type { EmpJob, PerPerson, Row, User } from './outbound/successfactors/rows.ts'
export { inForceOn } from './outbound/successfactors/slices.ts'
export type { EntityOf, SuccessFactors } from './outbound/successfactors/successfactors.ts'
export { reject, retryAfter, targetDown } from './outcomes.ts'
