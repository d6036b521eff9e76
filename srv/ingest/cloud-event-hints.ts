import type { IncomingMessage } from 'node:http'
import { isStructured } from '../../lib/events/cloud-events/decode-cloud-events.ts'
import type { CloudEventHints } from '../../lib/events/reading-hints.ts'
import type { Door } from './door.ts'

const ATTRIBUTE = /^ce-[a-z0-9]+$/
/** One of them says that the call means to bring a CloudEvent. */
const MARKS = ['ce-specversion', 'ce-id', 'ce-source', 'ce-type']

/** Headers that are needed to read a CloudEvent in binary mode; null = the call names none. */
export function cloudEventHints(
  { headers }: Pick<IncomingMessage, 'headers'>,
  { isEventHub }: Pick<Door, 'isEventHub'>,
): CloudEventHints | null {
  const isBinary =
    !isStructured(headers['content-type']) && MARKS.some((mark) => headers[mark] !== undefined)
  if (!isBinary) return isEventHub ? { headers: {}, isEventHub } : null
  const attributes = Object.entries(headers).filter(
    (entry): entry is [string, string] => ATTRIBUTE.test(entry[0]) && typeof entry[1] === 'string',
  )
  return { headers: Object.fromEntries(attributes), ...(isEventHub && { isEventHub }) }
}
