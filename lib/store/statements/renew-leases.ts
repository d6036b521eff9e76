import type { Pool } from 'pg'
import { defineStatement, run } from './statement.ts'

export interface Lease {
  readonly handlerId: number
  readonly subjectId: string
  readonly lease: string
}

/** Names one lease. A later lease of the same lane has another name. */
export function leaseName({ handlerId, subjectId, lease }: Lease): string {
  return `${handlerId}/${subjectId}/${lease}`
}

const statement = defineStatement({
  name: 'renew-leases',
  text: `
    with mine as (
      select handler_id, subject_id
      from lane join unnest($3::int[], $4::bigint[], $5::bigint[]) as l (handler_id, subject_id, lease)
        using (handler_id, subject_id)
      where lane.lease = l.lease and lane.leased_by = $1::uuid and lane.due_at > receiver_clock()
      order by handler_id, subject_id
      for update of lane
    )
    update lane set due_at = receiver_clock() + $2::int * interval '1 millisecond'
    from mine
    where lane.handler_id = mine.handler_id and lane.subject_id = mine.subject_id
    returning lane.handler_id as "handlerId", lane.subject_id as "subjectId", lane.lease`,
})

/** @returns names of the leases that are still ours and now last longer, see leaseName */
export async function renewLeases(
  pool: Pool,
  instanceId: string,
  leaseMs: number,
  leases: readonly Lease[],
): Promise<Set<string>> {
  const rows = await run<Lease & Record<string, unknown>>(pool, statement, [
    instanceId,
    leaseMs,
    leases.map((lease) => lease.handlerId),
    leases.map((lease) => lease.subjectId),
    leases.map((lease) => lease.lease),
  ])
  return new Set(rows.map(leaseName))
}
