import { readFileSync } from 'node:fs'
import { decodeMessage } from '../events/decode-message.ts'
import type { DomainEvent, NamedValue } from '../events/event.ts'
import type { HandlerEvent } from '../events/handler-event.ts'
import { anEvent } from './an-event.ts'
import { fixtureHints, type RecordBodyOptions } from './fixture-hints.ts'

export interface FixtureOptions extends RecordBodyOptions {
  /** the Content-Type header; CSV needs text/csv. Default: told by the body's first character */
  readonly contentType?: string
  /** event type of a body that names none (JSON, XML, CSV) */
  readonly type?: string
  readonly company?: string
}

/**
 * The events of a message in a file, in its order, as a handler gets them: of a body as it was sent, or
 * as `npm run fixture` writes it. @throws ReceiverError for a file that is no message
 */
export function fixtureEvents(file: URL | string, options: FixtureOptions = {}): HandlerEvent[] {
  const body = readFileSync(file)
  const hints = fixtureHints(options)
  const { events, format } = decodeMessage(body, {
    contentType: options.contentType,
    hints,
    typeHint: options.type ?? null,
  })
  const contentType = options.contentType ?? (format === 'json' ? 'application/json' : 'text/xml')
  const message = async () => ({ body, contentType, hints, isEdited: false })
  return events.map((event, ordinal) => ({
    ...toEvent(event, ordinal, options.company ?? null),
    message,
  }))
}

function toEvent(event: DomainEvent, ordinal: number, company: string | null): HandlerEvent {
  const { type, keys, params } = event
  const values = { type, keys: byName(keys), params: byName(params), ordinal, company }
  return { ...anEvent(values), ...event }
}

/** Of a name that comes twice the first value counts. */
function byName(list: readonly NamedValue[]): Record<string, string> {
  return Object.fromEntries(list.toReversed().map(({ name, value }) => [name, value]))
}
