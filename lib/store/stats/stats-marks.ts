import type { Pool } from 'pg'
import { defineStatement, execute } from '../db/statement.ts'
import { firstIdAt, timeOfId } from '../queries/id-time.ts'

/** An event or a time that explains a change in the charts. */
export interface StatsMark {
  /** deployment: a new version started. hold: by an operator. circuit: by the circuit breaker */
  readonly kind: 'deployment' | 'hold' | 'circuit'
  readonly at: Date
  /** null = it still goes on; a deployment ends at once */
  readonly until: Date | null
  readonly handler: string | null
  readonly version: string | null
}

/** Rows of a kind to read, the latest first. */
const MAX_READ = 500
/** Marks of a chart, the latest. */
const MAX_MARKS = 50

const versions = defineStatement<{ at: Date; version: string }>({
  name: 'read-deployments',
  columns: { at: true, version: true },
  // Ids contain the time. The first start that is still stored is compared with nothing.
  text: `
    select at, version from (
      select started_at as at, version, lag(version) over (order by id) as earlier from (
        select id, started_at, version from instance where id < $2::uuid order by id desc limit ${MAX_READ}) i
    ) s
    where earlier <> version and at >= $1::timestamptz`,
})

interface Turn {
  readonly id: string
  readonly kind: 'hold' | 'resume'
  readonly handlers: readonly string[]
}

const turns = defineStatement<Turn>({
  name: 'read-holds',
  columns: { id: true, kind: true, handlers: true },
  text: `
    select id, kind, case when detail ? 'handlers' then array(select jsonb_array_elements_text(detail->'handlers'))
        else array[detail->>'handler'] end as handlers
    from (
      (select id, kind, detail from action where kind = 'hold' and id < $1::uuid order by id desc limit ${MAX_READ})
      union all
      (select id, kind, detail from action where kind = 'resume' and id < $1::uuid order by id desc limit ${MAX_READ})
    ) a
    order by id`,
})

const held = defineStatement<{ name: string }>({
  name: 'read-held-handlers',
  columns: { name: true },
  text: `select name from handler where state = 'held'`,
})

const circuits = defineStatement<{ at: Date; until: Date | null; handler: string }>({
  name: 'read-circuits',
  columns: { at: true, until: true, handler: true },
  // An alert ends a while after its condition.
  text: `
    select opened_at as at, coalesce(absent_since, ended_at) as until, handler from (
      (select * from alert where ended_at is null)
      union all
      (select * from alert where ended_at >= $1::timestamptz order by ended_at desc limit ${MAX_READ})
    ) a
    where kind = 'circuit' and opened_at < $2::timestamptz`,
})

/** The deployments, holds and open circuits of a time, oldest first. @param handler null = of all */
export async function readMarks(
  pool: Pool,
  from: Date,
  to: Date,
  handler: string | null,
): Promise<StatsMark[]> {
  const end = firstIdAt(to)
  const [deployed, turned, holding, opened] = await Promise.all([
    execute(pool, versions, [from, end]),
    execute(pool, turns, [end]),
    execute(pool, held, []),
    execute(pool, circuits, [from, to]),
  ])
  const marks: StatsMark[] = [
    ...deployed.map(({ at, version }) => ({
      ...{ kind: 'deployment' as const, at, until: at, handler: null, version },
    })),
    ...holdsOf(turned, new Set(holding.map(({ name }) => name))),
    ...opened.map((of) => ({ kind: 'circuit' as const, version: null, ...of })),
  ]
  return marks
    .filter((mark) => mark.until === null || mark.until >= from)
    .filter((mark) => handler === null || mark.handler === null || mark.handler === handler)
    .sort((a, b) => a.at.getTime() - b.at.getTime())
    .slice(-MAX_MARKS)
}

/**
 * Pure: a hold lasts until the handler is resumed.
 * @param turned oldest first
 * @param holding names of held handlers: one that was renamed has another name now
 */
export function holdsOf(turned: readonly Turn[], holding: ReadonlySet<string>): StatsMark[] {
  const holds: StatsMark[] = []
  const going = new Map<string, Date>()
  const hold = (handler: string, at: Date, until: Date | null) =>
    holds.push({ kind: 'hold', at, until, handler, version: null })
  for (const { id, kind, handlers } of turned) {
    const at = timeOfId(id)
    for (const handler of handlers) {
      const since = going.get(handler)
      if (kind === 'hold') going.set(handler, since ?? at)
      else if (since !== undefined) {
        hold(handler, since, at)
        going.delete(handler)
      }
    }
  }
  for (const [handler, since] of going) if (holding.has(handler)) hold(handler, since, null)
  return holds
}
