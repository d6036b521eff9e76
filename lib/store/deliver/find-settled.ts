import type { Pool } from 'pg'
import { listColumns } from '../db/list-columns.ts'
import { defineStatement, execute } from '../db/statement.ts'
import { attemptColumns, NOT_HELD } from './settle-deliveries.ts'
import type { SettledLane, Settlement } from './settlement.ts'
import { type StartedRow, startedColumns, startedKeys, toStartedDelivery } from './started-row.ts'

const attempts = listColumns<Settlement>({ computed: attemptColumns })

const statement = defineStatement<Row>({
  name: 'find-settled',
  columns: { ...startedKeys, place: true },
  // The attempt's lease number shows whether our settlement ended it. That settlement took the next
  // number; while the lane has it, the settlement started the running delivery. A claim takes a higher
  // number. The lock makes this statement a writer, so its commit waits for the standby. That also
  // confirms the earlier commit, which a failover could lose.
  text: `
    select result.place::int, ${startedColumns}
    from ${attempts.from(2, 'result')}
    join attempt a on a.message_id = result.message_id and a.ordinal = result.ordinal
      and a.handler_id = result.handler_id and a.run = result.run and a.number = result.attempt
      and a.lease = result.lease and a.outcome <> 'abandoned'
    left join lane on lane.handler_id = result.handler_id and lane.subject_id = result.subject_id
      and lane.lease = result.lease + 1 and lane.leased_by = $1::uuid and lane.due_at > receiver_clock()
    left join lateral (
      select delivery.*, false as probe, lane.waiting > 1 as more from delivery
      where delivery.handler_id = lane.handler_id and delivery.subject_id = lane.subject_id
        and delivery.position = lane.head_position and delivery.lease = lane.lease
    ) started on true
    left join message on message.id = started.message_id
    for key share of a`,
})

type Row = { place: number; message_id: string | null } & Omit<StartedRow, 'message_id'>

/** Finds the results of a settlement whose answer was lost, in the order given. */
export async function findSettled(
  pool: Pool,
  instanceId: string,
  settlements: readonly Settlement[],
): Promise<SettledLane[]> {
  const rows = await execute(pool, statement, [instanceId, ...attempts.values(settlements)])
  const found = new Map(rows.map((row) => [row.place - 1, row]))
  return settlements.map((_, index) => {
    const row = found.get(index)
    if (row === undefined) return NOT_HELD
    const { message_id } = row
    const started = message_id === null ? null : toStartedDelivery({ ...row, message_id })
    return { held: true, spared: false, circuit: null, isLaneDue: started === null, started }
  })
}
