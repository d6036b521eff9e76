import type { Pool } from 'pg'
import { matchesType } from '../../events/select-events.ts'
import { defineStatement, run } from '../db/statement.ts'
import { NO_HANDLER } from '../queries/no-handler.ts'
import type { Count } from '../queries/page.ts'

/** An event type of which events came that no handler takes. */
export interface TypeWithoutHandler {
  /** empty = the events have none */
  readonly type: string
  readonly events: number
}

export interface EventsWithoutHandler {
  /** of all types, also of those that a handler takes by now or in part */
  readonly events: Count
  /** types that no handler takes, the most frequent first */
  readonly types: readonly TypeWithoutHandler[]
}

const MAX_COUNTED = 10_000
/** Latest events in which one of the same type is looked for that a handler took. */
const MAX_LATEST = 10_000
const MAX_TYPES = 50

const statement = defineStatement<
  TypeWithoutHandler & { all: number; atLeast: boolean; taken: boolean }
>({
  name: 'types-without-handler',
  columns: { type: true, events: true, all: true, atLeast: true, taken: true },
  // A predicate may leave some events of a type on purpose. It knows the type if it took one after the
  // first event that was left.
  text: `
    with marked as materialized (
      select message_id, ordinal, position, type, no_handler, duplicate_of, discarded, handed_over
      from event where no_handler and message_id >= $1::uuid
      order by message_id desc limit ${MAX_COUNTED}
    ), left_out as materialized (
      select coalesce(e.type, '') as type, count(*)::int as events, min(e.position) as first
      from marked e where ${NO_HANDLER} group by 1
    ), taken as materialized (
      select coalesce(l.type, '') as type, max(l.position) as last
      from (select message_id, ordinal, position, type from event
        where message_id >= $1::uuid and exists (select from left_out)
        order by message_id desc limit ${MAX_LATEST}) l
      where coalesce(l.type, '') in (select type from left_out)
        and exists (select from delivery d where d.message_id = l.message_id and d.ordinal = l.ordinal)
      group by 1
    )
    select o.type, o.events, sum(o.events) over ()::int as "all",
      (select count(*) from marked) >= ${MAX_COUNTED} as "atLeast", coalesce(t.last > o.first, false) as taken
    from left_out o left join taken t using (type)
    order by o.events desc, o.type limit ${MAX_TYPES}`,
})

const patterns = defineStatement<{ on: unknown }>({
  name: 'patterns-of-handlers',
  columns: { on: true },
  text: `select definition->'on' as "on" from handler where retired_at is null`,
})

/**
 * Counts events that no handler takes, by type. A type that a handler names is not among the types: the
 * events came before that handler, and a backfill can hand them over.
 * @param first the smallest id of their messages
 */
export async function readEventsWithoutHandler(
  pool: Pool,
  first: string,
): Promise<EventsWithoutHandler> {
  const [rows, handlers] = await Promise.all([
    run(pool, statement, [first]),
    run(pool, patterns, []),
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

/** A predicate is stored as text that matches no type. */
function patternsOf(on: unknown): string[] {
  return Array.isArray(on)
    ? on.filter((pattern) => typeof pattern === 'string' && !pattern.startsWith('predicate '))
    : []
}
