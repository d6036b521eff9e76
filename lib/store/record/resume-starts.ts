import type { ClientBase } from 'pg'
import { listColumns } from '../db/list-columns.ts'
import { defineStatement, run } from '../db/statement.ts'
import { sameDelivery } from './same-delivery.ts'
import type { StartedWithoutEvent } from './started-delivery.ts'

const columns = listColumns<StartedWithoutEvent>({
  types: {
    messageId: 'uuid',
    ordinal: 'int',
    handlerId: 'int',
    subjectId: 'bigint',
    lease: 'bigint',
  },
})

const statement = defineStatement<{ place: number }>({
  name: 'resume-starts',
  columns: { place: true },
  // The lease number is still that of the recording: a claim, settlement or action would have raised it.
  text: `
    with ours as (
      select lane.handler_id, lane.subject_id, s.place
      from (
        select *, 0 as run from ${columns.from(3, 's')}
      ) s
      join lane using (handler_id, subject_id)
      join delivery d on ${sameDelivery('d', 's')}
      where lane.lease = s.lease and lane.leased_by = $1::uuid and lane.due_at > receiver_clock()
        and d.lease = s.lease and d.attempts_started = 1 and d.state = 'running'
      order by lane.handler_id, lane.subject_id
      for update of lane
    )
    update lane set due_at = receiver_clock() + $2::int * interval '1 millisecond'
    from ours
    where lane.handler_id = ours.handler_id and lane.subject_id = ours.subject_id
    returning ours.place::int`,
})

/**
 * Renews the leases of deliveries that recordings started.
 * @returns the list indexes of the deliveries that still have the recording's lease
 */
export async function resumeStarts(
  client: Pick<ClientBase, 'query'>,
  instanceId: string,
  leaseMs: number,
  deliveries: readonly StartedWithoutEvent[],
): Promise<Set<number>> {
  const rows = await run(client, statement, [instanceId, leaseMs, ...columns.values(deliveries)])
  return new Set(rows.map(({ place }) => place - 1))
}
