import type { RepairChanges } from '../../../actions/repair-changes.ts'
import type { MessageDetail } from '../../../api/shapes.ts'

export const PLACE_NAMES = ['events', 'type', 'id', 'subject'] as const

/** A repaired form during editing. */
export interface RepairDraft {
  /** null: the reader may not see it and leaves it unchanged */
  readonly body: string | null
  readonly contentType: string
  readonly type: string
  readonly places: Readonly<Record<(typeof PLACE_NAMES)[number], string>>
}

export function draftOf(
  { contentType, typeHint, places }: Pick<MessageDetail, 'contentType' | 'typeHint' | 'places'>,
  body: string | null,
): RepairDraft {
  return {
    body,
    contentType: contentType ?? '',
    type: typeHint ?? '',
    places: {
      events: places.events ?? '',
      type: places.type ?? '',
      id: places.id ?? '',
      subject: places.subject ?? '',
    },
  }
}

/** The changes of the draft; an empty object if there are none. */
export function changesOf(before: RepairDraft, after: RepairDraft): RepairChanges {
  const placesChanged = PLACE_NAMES.some((name) => textOf(before, name) !== textOf(after, name))
  const places = PLACE_NAMES.flatMap((name) => {
    const text = textOf(after, name)
    return text === '' ? [] : [[name, text] as const]
  })
  return {
    ...(after.body !== null && after.body !== before.body && { body: after.body }),
    ...(after.contentType.trim() !== before.contentType && {
      contentType: after.contentType.trim() || null,
    }),
    ...(after.type.trim() !== before.type && { type: after.type.trim() || null }),
    ...(placesChanged && { places: Object.fromEntries(places) }),
  }
}

function textOf({ places }: RepairDraft, name: (typeof PLACE_NAMES)[number]): string {
  return places[name].trim()
}
