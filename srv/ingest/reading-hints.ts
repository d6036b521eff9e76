import type { IncomingMessage } from 'node:http'
import type { AdmittedCall } from '../../lib/auth/caller-rule.ts'
import { ReceiverError } from '../../lib/errors.ts'
import { isStructured } from '../../lib/events/cloud-events/decode-cloud-events.ts'
import type { CloudEventHints, ReadingHints } from '../../lib/events/reading-hints.ts'
import { readPlace } from '../../lib/events/records/place.ts'
import type { Door } from './door.ts'

/** Query parameters, and the place that each of them sets. */
const PLACES = [
  ['events', 'events'],
  ['typeFrom', 'type'],
  ['id', 'id'],
  ['subject', 'subject'],
] as const

/**
 * Hints for reading a body: places from the caller's configuration, else from the query.
 * @throws ReceiverError place_invalid
 */
export function hintsOf(
  query: URLSearchParams,
  { places: configured }: Pick<AdmittedCall, 'places'>,
  others: { readonly [Name in keyof Omit<ReadingHints, 'places'>]-?: ReadingHints[Name] | null },
): ReadingHints | null {
  const named = PLACES.flatMap(([parameter, place]) => {
    const text = query.get(parameter)
    if (text === null || configured?.[place] !== undefined) return []
    return [[place, readPlace(text) ?? wrongPlace(parameter)] as const]
  })
  const places = { ...Object.fromEntries(named), ...configured }
  const { persons, types, cloudEvent } = others
  const hints = {
    ...(Object.keys(places).length > 0 && { places }),
    ...(persons != null && { persons }),
    ...(types != null && { types }),
    ...(cloudEvent != null && { cloudEvent }),
  }
  return Object.keys(hints).length > 0 ? hints : null
}

function wrongPlace(parameter: string): never {
  throw new ReceiverError(
    'place_invalid',
    `Expected ?${parameter}= to be a place such as employees.employee or d.results[*]: names, indexes and [*], at most 10 steps; got another text`,
  )
}

const ATTRIBUTE = /^ce-[a-z0-9]+$/
/** Any of these headers marks a CloudEvent in binary mode. */
const MARKS = ['ce-specversion', 'ce-id', 'ce-source', 'ce-type']

/** Headers of a CloudEvent in binary mode; null = the call has none. */
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
