import { bodyKind, readContentType } from './content-type.ts'
import type { ReadingHints } from './reading-hints.ts'
import type { RecordPlaces } from './records/place.ts'
import type { StoredBody } from './stored-body.ts'

/** An operator's changes to an undecodable message. Absent fields stay as they are. */
export interface Repair {
  /** replaces the body; it is stored in UTF-8 */
  readonly body?: string | undefined
  /** null = none: the first character of the body decides */
  readonly contentType?: string | null | undefined
  /** event type for a body that names none; null = none */
  readonly type?: string | null | undefined
  /** replaces all places */
  readonly places?: RecordPlaces | undefined
}

/** The stored form with the repair. A body that replaces the stored one is not compressed. */
export function repairedForm(stored: StoredBody, repair: Repair): StoredBody {
  const contentType = repair.contentType === undefined ? stored.contentType : repair.contentType
  const typeHint = repair.type === undefined ? stored.typeHint : repair.type
  const hints = withPlaces(stored.hints, repair.places)
  if (repair.body === undefined) return { ...stored, contentType, typeHint, hints }
  const body = Buffer.from(repair.body, 'utf8')
  return { body, contentType: inUtf8(contentType), contentEncoding: null, typeHint, hints }
}

function withPlaces(
  hints: ReadingHints | null,
  places: RecordPlaces | undefined,
): ReadingHints | null {
  if (places === undefined) return hints
  const { places: _before, ...others } = hints ?? {}
  const changed = Object.keys(places).length === 0 ? others : { ...others, places }
  return Object.keys(changed).length === 0 ? null : changed
}

const CHARSET = /;\s*charset\s*=\s*(?:"[^"]*"|[^\s;"]*)/gi

/** Sets the charset to UTF-8, whatever the header or the XML declaration named. */
function inUtf8(contentType: string | null): string {
  if (contentType === null) return 'text/plain; charset=utf-8'
  // Each part of a multipart body has a charset of its own.
  if (bodyKind(readContentType(contentType).type) === 'multipart') return contentType
  return `${contentType.replaceAll(CHARSET, '')}; charset=utf-8`
}
