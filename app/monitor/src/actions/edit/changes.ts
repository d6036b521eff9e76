import type { EventChanges, EventContent, NamedValue } from '../../api/shapes.ts'

/** An event as form fields. */
export interface Draft {
  readonly type: string
  readonly entityType: string
  readonly effective: string
  readonly effectiveStartDate: string
  readonly keys: readonly NamedValue[]
  readonly params: readonly NamedValue[]
  readonly payload: string
}

export const PLAIN_FIELDS = ['type', 'entityType', 'effective', 'effectiveStartDate'] as const

export function draftOf(content: EventContent): Draft {
  return {
    type: content.type ?? '',
    entityType: content.entityType ?? '',
    effective: content.effective ?? '',
    effectiveStartDate: content.effectiveStartDate?.sent ?? '',
    keys: content.keys,
    params: content.params,
    payload: content.payload ?? '',
  }
}

/** Sends only the differences. Other fields stay unchanged. */
export function changesOf(before: Draft, after: Draft): EventChanges {
  const plain = [...PLAIN_FIELDS, 'payload' as const].filter(
    (field) => before[field] !== after[field],
  )
  const lists = (['keys', 'params'] as const).filter(
    (field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]),
  )
  return Object.fromEntries([
    ...plain.map((field) => [field, after[field] === '' ? null : after[field]]),
    ...lists.map((field) => [field, after[field].filter(({ name }) => name !== '')]),
  ])
}
