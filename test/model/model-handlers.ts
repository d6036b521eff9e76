import type { HandlerEvent } from '../../lib/events/handler-event.ts'
import { defineHandler, type HandlerDefinition } from '../../lib/handlers/define-handler.ts'
import type { RegisteredHandler } from '../../lib/handlers/discover-handlers.ts'
import { readHandlerOptions } from '../../lib/handlers/handler-options.ts'

const HOUR_MS = 3_600_000
/** Never a multiple of an hour, so due times never differ by seconds only. */
export const RETRY_MS = 10.25 * HOUR_MS
export const LEASE_MS = 30.5 * HOUR_MS

const retry = { attempts: 2, firstDelayMs: 2 * RETRY_MS, maxDelayMs: 2 * RETRY_MS }
const run = () => undefined

/** The event contains the start date, in milliseconds. */
const startAt = (event: HandlerEvent) => new Date(Number(event.param('startsAt')))

export type HandlerKind = 'plain' | 'skipping' | 'waiting' | 'overtaken' | 'newcomer'

const definitions: Readonly<Record<HandlerKind, HandlerDefinition>> = {
  plain: { on: '*', retry, run },
  skipping: { on: '*', retry, onFailure: 'skip', run },
  waiting: { on: '*', retry, startAt, meanwhile: 'wait', run },
  overtaken: { on: '*', retry, startAt, meanwhile: 'overtake', run },
  newcomer: { on: '*', retry, run },
}

export const HANDLER_KINDS = Object.keys(definitions) as HandlerKind[]

export function modelHandler(kind: HandlerKind, name: string, id: number): RegisteredHandler {
  const definition = defineHandler(definitions[kind])
  const { options } = readHandlerOptions(definition)
  if (options === null) throw new Error(`the handler ${kind} is not right`)
  return { id, name, definition, options }
}
