import { listColumns } from '../db/list-columns.ts'
import { defineStatement, execute, type Queryable } from '../db/statement.ts'
import { sameDelivery } from './same-delivery.ts'
import type { PossibleStart } from './start-gate.ts'

const columns = listColumns<PossibleStart['delivery']>({
  types: { messageId: 'uuid', ordinal: 'int', handlerId: 'int', subjectId: 'bigint' },
})

interface Row {
  place: number
  lease: string
  late: boolean
}

const statement = defineStatement<Row>({
  name: 'resume-starts',
  columns: { place: true, lease: true, late: true },
  // The lane still has the lease of the recording: a claim, settlement or action would have raised its
  // number. The delivery is as the transaction that inserted its event wrote it: a claim of this instance
  // would have written it again.
  text: `
    with ours as (
      select lane.handler_id, lane.subject_id, s.place, d.late
      from (
        select *, 0 as run from ${columns.from(3, 's')}
      ) s
      join lane using (handler_id, subject_id)
      join delivery d on ${sameDelivery('d', 's')}
      join event e on e.message_id = d.message_id and e.ordinal = d.ordinal and e.xmin = d.xmin
      where lane.leased_by = $1::uuid and lane.due_at > receiver_clock()
        and d.lease = lane.lease and d.attempts_started = 1 and d.state = 'running'
      order by lane.handler_id, lane.subject_id
      for update of lane
    )
    update lane set due_at = receiver_clock() + $2::int * interval '1 millisecond'
    from ours
    where lane.handler_id = ours.handler_id and lane.subject_id = ours.subject_id
    returning ours.place::int, lane.lease, ours.late`,
})

/**
 * Renews the leases of deliveries that recordings started.
 * @returns the deliveries that still have the recording's lease, by list index
 */
export async function resumeStarts(
  client: Queryable,
  instanceId: string,
  leaseMs: number,
  deliveries: readonly PossibleStart['delivery'][],
): Promise<ReadonlyMap<number, { readonly lease: string; readonly late: boolean }>> {
  const rows = await execute(client, statement, [
    instanceId,
    leaseMs,
    ...columns.values(deliveries),
  ])
  return new Map(rows.map(({ place, lease, late }) => [place - 1, { lease, late }]))
}
