import type { ClientBase } from 'pg'
import { defineStatement, run } from '../statements/statement.ts'
import type { LaneSnapshot } from './delivery-action.ts'

const statement = defineStatement({
  name: 'write-lanes',
  text: `
    update lane set status = l.status, head_state = l.head_state, waiting = l.waiting,
      settled_position = l.settled_position, head_position = l.head_position, rewound = l.rewound,
      insertions = l.insertions,
      lease = lane.lease + l.ends_lease::int,
      leased_by = case when l.ends_lease then null else lane.leased_by end,
      due_at = case l.due when 'now' then receiver_clock() when 'kept' then lane.due_at end
    from unnest($1::int[], $2::bigint[], $3::text[], $4::text[], $5::int[], $6::bigint[],
        $7::bigint[], $8::bool[], $9::int[], $10::text[], $11::bool[])
      as l (handler_id, subject_id, status, head_state, waiting, settled_position,
        head_position, rewound, insertions, due, ends_lease)
    where lane.handler_id = l.handler_id and lane.subject_id = l.subject_id`,
})

/** Writes lanes that this transaction has locked. */
export async function writeLanes(
  client: ClientBase,
  lanes: readonly LaneSnapshot[],
): Promise<void> {
  if (lanes.length === 0) return
  await run(client, statement, [
    lanes.map((lane) => lane.handlerId),
    lanes.map((lane) => lane.subjectId),
    lanes.map((lane) => lane.status),
    lanes.map((lane) => lane.headState),
    lanes.map((lane) => lane.waiting),
    lanes.map((lane) => lane.settledPosition.toString()),
    lanes.map((lane) => lane.headPosition?.toString() ?? null),
    lanes.map((lane) => lane.rewound),
    lanes.map((lane) => lane.insertions),
    lanes.map((lane) => lane.due),
    lanes.map((lane) => lane.endsLease),
  ])
}
