/** The one import of a handler: `import { defineHandler } from '#handler'`. */
export type {
  CallAnswer,
  CallMethod,
  CallOptions,
  Destination,
} from './destinations/destination.ts'
export { DestinationError } from './destinations/destination-error.ts'
export type { NamedValue, SentDate } from './events/event.ts'
export {
  defineHandler,
  type HandlerDefinition,
  type RateLimit,
  type RetryOptions,
} from './handlers/define-handler.ts'
export { reject, retryAfter, targetDown } from './handlers/ends.ts'
export type { EffectState, HandlerContext, HandlerLog, Once } from './handlers/handler-context.ts'
export type { HandlerEvent, SentMessage } from './handlers/handler-event.ts'
