import type { EventChanges } from '../events/edit-event.ts'
import type { DomainEvent, NamedValue } from '../events/event.ts'
import { mark } from './mark.ts'

const TEXTS = ['type', 'entityType', 'effective', 'effectiveStartDate', 'payload'] as const
const LISTS = ['keys', 'params', 'more'] as const

/**
 * The changes of an operator who may have seen marks instead of values. A mark in its own field is no new
 * value: the value of the event stays. Without this, a handler would send marks to its target.
 */
export function keepHidden(event: DomainEvent, changes: EventChanges): EventChanges {
  const kept: Record<string, unknown> = { ...changes }
  for (const name of TEXTS) if (changes[name] === mark(name)) delete kept[name]
  for (const name of LISTS) {
    const list = changes[name]
    if (list !== undefined) kept[name] = keepInList(event[name], list)
  }
  return kept
}

/** Fields of one name are told apart by their order. */
function keepInList(before: readonly NamedValue[], after: readonly NamedValue[]): NamedValue[] {
  const left = Map.groupBy(before, ({ name }) => name)
  return after.map(({ name, value }) => {
    const own = left.get(name)?.shift()
    return { name, value: value === mark(name) && own !== undefined ? own.value : value }
  })
}
