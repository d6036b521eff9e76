import type { Pool } from 'pg'
import { matchesType } from '../../events/select-events.ts'
import { defineStatement, execute } from '../db/statement.ts'
import { NO_HANDLER } from '../queries/no-handler.ts'
import type { Count } from '../queries/page.ts'

/** An event type without a handler. */
export interface TypeWithoutHandler {
  /** empty = events without a type */
  readonly type: string
  readonly events: number
}

export interface EventsWithoutHandler {
  /** of all types, including types that a handler takes by now or in part */
  readonly events: Count
  /** types without a handler, most frequent first */
  readonly types: readonly TypeWithoutHandler[]
}

const MAX_COUNTED = 10_000
/** Number of latest events to search for a handled event of the same type. */
const MAX_LATEST = 10_000
const MAX_TYPES = 50

const statement = defineStatement<
  TypeWithoutHandler & { all: number; atLeast: boolean; taken: boolean }
>({
  name: 'types-without-handler',
  columns: { type: true, events: true, all: true, atLeast: true, taken: true },
  // A handler's predicate may skip events on purpose. A type counts as taken if a handler took an event
  // of it after the first skipped one.
  text: `
    with marked as materialized (
      select message_id, ordinal, position, type, no_handler, duplicate_of, discarded, handed_over
      from event where no_handler and message_id >= $1::uuid
      order by message_id desc limit ${MAX_COUNTED}
    ), left_out as materialized (
      select coalesce(e.type, '') as type, count(*)::int as events, min(e.position) as first
      from marked e where ${NO_HANDLER} group by 1
    ), latest as materialized (
      select message_id, ordinal, position, coalesce(type, '') as type from event
      where message_id >= $1::uuid and exists (select from left_out)
      order by message_id desc limit ${MAX_LATEST}
    )
    select o.type, o.events, sum(o.events) over ()::int as "all",
      (select count(*) from marked) >= ${MAX_COUNTED} as "atLeast", exists (
        select from latest l
        where l.type = o.type and l.position > o.first
          and exists (select from delivery d where d.message_id = l.message_id and d.ordinal = l.ordinal)
      ) as taken
    from left_out o
    order by o.events desc, o.type limit ${MAX_TYPES}`,
})

const patterns = defineStatement<{ on: unknown }>({
  name: 'patterns-of-handlers',
  columns: { on: true },
  text: `select definition->'on' as "on" from handler where retired_at is null`,
})

/**
 * Counts events without a handler, by type. Leaves out types that a handler names now: their events came
 * before the handler, and a backfill can deliver them.
 * @param first smallest message id
 */
export async function readEventsWithoutHandler(
  pool: Pool,
  first: string,
): Promise<EventsWithoutHandler> {
  const [rows, handlers] = await Promise.all([
    execute(pool, statement, [first]),
    execute(pool, patterns, []),
  ])
  const named = handlers.flatMap(({ on }) => patternsOf(on))
  const isNamed = (type: string) =>
    named.some((pattern) => matchesType(pattern, type === '' ? null : type))
  return {
    events: { count: rows[0]?.all ?? 0, atLeast: rows[0]?.atLeast ?? false },
    types: rows
      .filter(({ type, taken }) => !taken && !isNamed(type))
      .map(({ type, events }) => ({ type, events })),
  }
}

/** Skips predicates, which are stored as text. */
function patternsOf(on: unknown): string[] {
  return Array.isArray(on)
    ? on.filter((pattern) => typeof pattern === 'string' && !pattern.startsWith('predicate '))
    : []
}
