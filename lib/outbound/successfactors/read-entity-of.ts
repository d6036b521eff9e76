import type { HandlerEvent } from '../../events/handler-event.ts'
import { RejectError } from '../../outcomes.ts'
import { datingOf, type EntityShape, shapeOf } from './entities.ts'
import { type Keys, keyLiteral, kindOf } from './literals.ts'
import { withDating } from './slices.ts'
import type { EntityOf, ReadOptions, SuccessFactors } from './successfactors.ts'

const DAY_LENGTH = 'YYYY-MM-DD'.length

/** With forward propagation all its events carry the start date of the last slice (SAP KBA 3336795). */
const WRONG_DATES = new Set(['Position'])

/** Reads what an event is about. An event is late by nature: the row may have moved, or be gone. */
export async function readEntityOf(
  reader: Pick<SuccessFactors, 'get' | 'timeLine'>,
  event: HandlerEvent,
  options: ReadOptions,
): Promise<EntityOf> {
  const entity = event.entityType
  if (entity === null || entity === '') throw new RejectError('the event names no entity to read')
  const shape = shapeOf(entity) ?? shapeBy(event, entity)
  const { keys, missing } = keysOf(event, entity, shape)
  const dayless = withoutSlice(keys, shape)
  const isWhole = missing.length === 0
  const stays = Object.keys(dayless).length
  if (!isWhole && (stays === 0 || stays < sliceless(shape).length)) {
    throw new RejectError(
      `the event lacks keys of ${entity} that can be read: ${missing.join(', ')}`,
    )
  }
  if (isWhole && !WRONG_DATES.has(entity)) {
    // The day of a dated row is in its key.
    const day = shape.datedBy === null ? effectiveDay(event) : undefined
    const asOfDate = options.asOfDate ?? day
    const row = await reader.get(entity, keys, { ...options, ...(asOfDate && { asOfDate }) })
    const hasTimeLine = shape.datedBy !== null && stays > 0
    if (row !== null || !hasTimeLine) return { entity, row, timeLine: [] }
  }
  const { asOfDate: _replaced, ...asked } = options
  const select = asked.select && { select: withDating(asked.select, shape) }
  const timeLine = await reader.timeLine(entity, dayless, { ...asked, ...select })
  return { entity, row: null, timeLine }
}

/** Of an entity that is not known here the event's keys tell what they can. */
function shapeBy(event: HandlerEvent, entity: string): EntityShape {
  const names = event.keys.map(({ name }) => name)
  const { datedBy } = datingOf(entity, names)
  const keys = Object.fromEntries(names.map((name) => [name, 'text' as const]))
  const isDated = datedBy !== null && names.includes(datedBy)
  // That it has a field for its end is not known.
  return { keys, datedBy: isDated ? datedBy : null, datedTo: null, mdf: false }
}

function keysOf(
  event: HandlerEvent,
  entity: string,
  { keys }: EntityShape,
): { keys: Keys; missing: string[] } {
  const names = Object.keys(keys)
  const found = names.map((name) => [name, event.key(name) ?? event.param(name)] as const)
  const present = found.filter(
    (pair): pair is [string, string] => pair[1] !== null && isReadable(entity, pair[0], pair[1]),
  )
  const missing = names.filter((name) => !present.some(([known]) => known === name))
  if (present.length === 0) missing.push('any')
  return { keys: Object.fromEntries(present), missing }
}

/** A day that cannot be read, such as 12/01/2026, stays so at every attempt: it counts as missing. */
function isReadable(entity: string, name: string, value: string): boolean {
  try {
    keyLiteral(name, kindOf(entity, name, value), value)
    return true
  } catch {
    return false
  }
}

/** Names of the keys that stay when a slice moves to another day. */
function sliceless({ datedBy, keys }: EntityShape): string[] {
  const names = Object.keys(keys)
  return datedBy === null ? names : names.filter((name) => name !== datedBy && name !== 'seqNumber')
}

function withoutSlice(keys: Keys, shape: EntityShape): Keys {
  const names = new Set(sliceless(shape))
  return Object.fromEntries(Object.entries(keys).filter(([name]) => names.has(name)))
}

/** Of a person to come nothing is in force today: what is expanded would be empty. */
function effectiveDay(event: HandlerEvent): string | undefined {
  return event.effectiveStartDate?.iso?.slice(0, DAY_LENGTH)
}
