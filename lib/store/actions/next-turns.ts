import type { ClientBase } from 'pg'
import { defineStatement, execute } from '../db/statement.ts'
import { headPosition } from '../record/head-position.ts'

const statement = defineStatement<{ place: number; position: string }>({
  name: 'next-turns',
  columns: { place: true, position: true },
  // Positions of events are 1,024 apart. The next turn gets a position after the head, or after the
  // settled position, and after earlier next turns. Without a free position it goes to the tail.
  text: `
    select wanted.place::int, case
        when room.first + wanted.nth < room.ceiling then room.first + wanted.nth
        else nextval('event_position')
      end as position
    from (
      select *, row_number() over (partition by handler_id, subject_id order by place) - 1 as nth
      from unnest($1::int[], $2::bigint[]) with ordinality as w (handler_id, subject_id, place)
    ) wanted
    join lane using (handler_id, subject_id)
    cross join lateral (
      select coalesce(${headPosition}, lane.settled_position) as base
    ) turn
    cross join lateral (
      select (turn.base / 1024 + 1) * 1024 as ceiling, coalesce((
        select max(delivery.position) from delivery
        where delivery.handler_id = lane.handler_id and delivery.subject_id = lane.subject_id
          and delivery.position > turn.base and delivery.position < (turn.base / 1024 + 1) * 1024
      ), turn.base) + 1 as first
    ) room
    order by wanted.place`,
})

/**
 * The positions for the next turns of locked lanes, in the order given. Call it before changing the
 * lanes.
 */
export async function nextTurns(
  client: ClientBase,
  lanes: readonly { readonly handlerId: number; readonly subjectId: string }[],
): Promise<string[]> {
  if (lanes.length === 0) return []
  const rows = await execute(client, statement, [
    lanes.map((lane) => lane.handlerId),
    lanes.map((lane) => lane.subjectId),
  ])
  return rows.map((row) => row.position)
}
