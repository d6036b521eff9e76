import type { ClientBase } from 'pg'
import { listColumns } from '../db/list-columns.ts'
import { defineStatement, run } from '../db/statement.ts'
import type { LaneSnapshot } from './delivery-action.ts'

const columns = listColumns<LaneSnapshot>({
  types: {
    ...{ handlerId: 'int', subjectId: 'bigint', status: 'text', headState: 'text', waiting: 'int' },
    ...{ settledPosition: 'bigint', headPosition: 'bigint', rewound: 'bool', version: 'int' },
    ...{ due: 'text', endsLease: 'bool' },
  },
})

const statement = defineStatement({
  name: 'write-lanes',
  text: `
    update lane set status = l.status, head_state = l.head_state, waiting = l.waiting,
      settled_position = l.settled_position, head_position = l.head_position, rewound = l.rewound,
      version = l.version,
      lease = lane.lease + l.ends_lease::int,
      leased_by = case when l.ends_lease then null else lane.leased_by end,
      due_at = case l.due when 'now' then receiver_clock() when 'kept' then lane.due_at end
    from ${columns.from(1, 'l')}
    where lane.handler_id = l.handler_id and lane.subject_id = l.subject_id`,
})

/** Writes lanes, which must be locked. */
export async function writeLanes(
  client: ClientBase,
  lanes: readonly LaneSnapshot[],
): Promise<void> {
  if (lanes.length === 0) return
  await run(client, statement, columns.values(lanes))
}
