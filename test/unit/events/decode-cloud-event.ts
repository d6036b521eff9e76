import { expect } from '@jest/globals'
import { ReceiverError } from '../../../lib/errors.ts'
import { decodeMessage } from '../../../lib/events/decode-message.ts'
import type { DomainEvent } from '../../../lib/events/event.ts'
import { identityOf } from '../../../lib/events/identity.ts'
import type { ReadingHints } from '../../../lib/events/reading-hints.ts'

export const STRUCTURED = 'application/cloudevents+json'
export const BATCH = 'application/cloudevents-batch+json; charset=UTF-8'
export const REQUIRED = {
  specversion: '1.0',
  id: 'a-1',
  source: '/eu/sf/HARBOUR',
  type: 'sf.Hired.v1',
}
const HEADERS = {
  'ce-specversion': '1.0',
  'ce-id': 'a-1',
  'ce-source': '/eu/sf/HARBOUR',
  'ce-type': 'sf.Hired.v1',
}

export const decode = (
  body: unknown,
  contentType: string | null = STRUCTURED,
  hints: ReadingHints | null = null,
) =>
  decodeMessage(
    Buffer.isBuffer(body)
      ? body
      : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    { contentType: contentType ?? undefined, typeHint: null, hints },
  )
export const binary = (body: unknown, contentType?: string, headers = {}, isEventHub = false) =>
  decode(body, contentType ?? null, {
    cloudEvent: { headers: { ...HEADERS, ...headers }, isEventHub },
  })
export const only = ({ events }: { readonly events: readonly DomainEvent[] }) => {
  expect(events).toHaveLength(1)
  return events[0] as DomainEvent
}
export const codeOf = (act: () => unknown) => {
  try {
    act()
  } catch (error) {
    return error instanceof ReceiverError ? error.code : error
  }
  return null
}
export const identity = (event: DomainEvent) =>
  identityOf(event, {
    scope: 'HARBOUR',
    bodyHash: () => '',
    place: 0,
    lane: null,
    caller: 'c',
    isCloudEvent: true,
  })
