import type { Pool } from 'pg'
import { listColumns } from '../db/list-columns.ts'
import { defineStatement, execute } from '../db/statement.ts'

/** Upper limit of every lease, on every instance. */
export const MAX_LEASE_SECONDS = 600

export interface Lease {
  readonly handlerId: number
  readonly subjectId: string
  readonly lease: string
}

/** The key of a lease. A later lease of the same lane has another key. */
export function leaseName({ handlerId, subjectId, lease }: Lease): string {
  return `${handlerId}/${subjectId}/${lease}`
}

const columns = listColumns<Lease>({
  types: { handlerId: 'int', subjectId: 'bigint', lease: 'bigint' },
})

const statement = defineStatement<Lease>({
  name: 'renew-leases',
  columns: { handlerId: true, subjectId: true, lease: true },
  text: `
    with mine as (
      select handler_id, subject_id
      from lane join ${columns.from(3, 'l')}
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

/** @returns the keys of the renewed leases (leaseName); the others are lost */
export async function renewLeases(
  pool: Pool,
  instanceId: string,
  leaseMs: number,
  leases: readonly Lease[],
): Promise<Set<string>> {
  const rows = await execute(pool, statement, [instanceId, leaseMs, ...columns.values(leases)])
  return new Set(rows.map(leaseName))
}
