import type { DomainEvent, NamedValue } from './event.ts'

const TEXTS = ['type', 'entityType', 'effective', 'payload'] as const
const LISTS = ['keys', 'params', 'more'] as const

/** The part of an event that contains a field. */
export type FieldPart = (typeof TEXTS)[number] | (typeof LISTS)[number] | 'effectiveStartDate'

/** A field that differs between two forms of an event. null = not in this form. */
export interface ChangedField {
  readonly part: FieldPart
  /** for a field in a list */
  readonly name: string | null
  readonly before: string | null
  readonly after: string | null
}

interface Forms {
  readonly before: DomainEvent
  readonly after: DomainEvent
}

/**
 * The fields that differ between two forms of an event. The values come from `shown` forms: the
 * same events with marks instead of personal values, or these events themselves.
 */
export function changedFields(forms: Forms, shown: Forms): ChangedField[] {
  const texts = [...TEXTS, 'effectiveStartDate' as const]
    .filter((part) => textOf(forms.before, part) !== textOf(forms.after, part))
    .map((part) => ({
      part,
      name: null,
      before: textOf(shown.before, part),
      after: textOf(shown.after, part),
    }))
  const fields = LISTS.flatMap((part) =>
    changedPlaces(forms.before[part], forms.after[part]).map(({ before, after }) => {
      const old = before === null ? undefined : shown.before[part][before]
      const fresh = after === null ? undefined : shown.after[part][after]
      return {
        part,
        name: (fresh ?? old)?.name ?? null,
        before: old?.value ?? null,
        after: fresh?.value ?? null,
      }
    }),
  )
  return [...texts, ...fields]
}

function textOf(event: DomainEvent, part: (typeof TEXTS)[number] | 'effectiveStartDate') {
  return part === 'effectiveStartDate' ? (event[part]?.sent ?? null) : event[part]
}

interface Place {
  readonly before: number | null
  readonly after: number | null
}

/** Pairs fields with the same name by their order. */
function changedPlaces(before: readonly NamedValue[], after: readonly NamedValue[]): Place[] {
  const left = Map.groupBy(before.keys(), (place) => before[place]?.name)
  const kept = after.map(({ name, value }, place) => {
    const old = left.get(name)?.shift() ?? null
    const isSame = old !== null && before[old]?.value === value
    return isSame ? null : { before: old, after: place }
  })
  const removed = [...left.values()].flat().map((place) => ({ before: place, after: null }))
  return [...kept.filter((place) => place !== null), ...removed]
}
