/** The one import of a handler: `import { defineHandler } from '#handler'`. */
export type { NamedValue, SentDate } from './events/event.ts'
export {
  defineHandler,
  type HandlerDefinition,
  type RetryOptions,
} from './handlers/define-handler.ts'
export { reject, retryAfter } from './handlers/ends.ts'
export type { HandlerContext, HandlerLog } from './handlers/handler-context.ts'
export type { HandlerEvent } from './handlers/handler-event.ts'
