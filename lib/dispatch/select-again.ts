import type { HandlerEvent } from '../events/handler-event.ts'
import { selectEvent } from '../events/select-events.ts'
import type { RegisteredHandler } from '../handlers/discover-handlers.ts'
import type { StartedWithoutEvent } from '../store/record/started-delivery.ts'
import type { AttemptEnd } from './attempt-end.ts'

/**
 * Asks `on` again if it failed when the event was recorded: nobody knows yet whether the handler
 * takes the event.
 * @returns null = it takes the event
 */
export function selectAgain(
  { definition }: RegisteredHandler,
  event: HandlerEvent,
  { selectionFailure = null }: StartedWithoutEvent,
): AttemptEnd | null {
  if (selectionFailure === null) return null
  const selection = selectEvent(definition.on, event.type, () => event)
  if (selection.kind === 'taken') return null
  if (selection.kind === 'left') return { kind: 'not-taken' }
  return { ...selection, kind: 'selection-failed' }
}
