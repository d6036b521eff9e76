import type { HandlerEvent } from '../../events/handler-event.ts'
import { RejectError } from '../../outcomes.ts'
import { datingOf, type EntityShape, shapeOf } from './entities.ts'
import { type Keys, keyLiteral, kindOf } from './literals.ts'
import { withDating } from './slices.ts'
import type { EntityOf, ReadOptions, SuccessFactors } from './successfactors.ts'

const DAY_LENGTH = 'YYYY-MM-DD'.length

/** Forward propagation gives all events the start date of the last slice (SAP KBA 3336795). */
const WRONG_DATES = new Set(['Position'])

/** Reads the entity of an event. The row may have moved or been deleted since. */
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
    // A dated row has its day in the key.
    const day = shape.datedBy === null ? effectiveDay(event) : undefined
    const asOfDate = options.asOfDate ?? day
    const row = await reader.get(entity, keys, { ...options, ...(asOfDate && { asOfDate }) })
    const hasTimeLine = shape.datedBy !== null && stays > 0
    if (row !== null || !hasTimeLine) return { entity, row, timeLine: [] }
  }
  const { asOfDate: _replaced, ...others } = options
  const select = others.select && { select: withDating(others.select, shape) }
  const timeLine = await reader.timeLine(entity, dayless, { ...others, ...select })
  return { entity, row: null, timeLine }
}

/** For an unknown entity, the keys of the event decide. */
function shapeBy(event: HandlerEvent, entity: string): EntityShape {
  const names = event.keys.map(({ name }) => name)
  const { datedBy } = datingOf(entity, names)
  const keys = Object.fromEntries(names.map((name) => [name, 'text' as const]))
  const isDated = datedBy !== null && names.includes(datedBy)
  // The end field is unknown.
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

/** An unreadable day, such as 12/01/2026, counts as missing: a retry cannot help. */
function isReadable(entity: string, name: string, value: string): boolean {
  try {
    keyLiteral(name, kindOf(entity, name, value), value)
    return true
  } catch {
    return false
  }
}

/** The keys that stay the same when a slice moves to another day. */
function sliceless({ datedBy, keys }: EntityShape): string[] {
  const names = Object.keys(keys)
  return datedBy === null ? names : names.filter((name) => name !== datedBy && name !== 'seqNumber')
}

function withoutSlice(keys: Keys, shape: EntityShape): Keys {
  const names = new Set(sliceless(shape))
  return Object.fromEntries(Object.entries(keys).filter(([name]) => names.has(name)))
}

/** For a future employee, expanded rows are empty as of today: use the effective day. */
function effectiveDay(event: HandlerEvent): string | undefined {
  return event.effectiveStartDate?.iso?.slice(0, DAY_LENGTH)
}
