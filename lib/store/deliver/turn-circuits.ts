import type { ClientBase } from 'pg'
import { listColumns } from '../db/list-columns.ts'
import { defineStatement, execute } from '../db/statement.ts'
import type { Settlement } from './settlement.ts'

/** Consecutive target faults of this many different lanes open a handler's circuit. */
const FAULTS_TO_OPEN = 5
/** Pause before the first probe of an open circuit; doubled after each failed probe, up to MAX_PROBE_MS. */
export const FIRST_PROBE_MS = 1_000
const MAX_PROBE_MS = 60_000

const columns = listColumns<Settlement>({
  computed: {
    handler_id: ['int', ({ delivery }) => delivery.handlerId],
    subject_id: ['bigint', ({ delivery }) => delivery.subjectId],
    lease: ['bigint', ({ delivery }) => delivery.lease],
    faulty: ['bool', ({ targetFault }) => targetFault],
    probe: ['bool', ({ delivery }) => delivery.probe],
    success: ['bool', ({ outcome }) => outcome === 'completed'],
  },
})

const statement = defineStatement<TurnedCircuit & { id: number }>({
  name: 'turn-circuits',
  columns: { wasOpen: true, isOpen: true, id: true },
  // Counts attempts with a valid lease only. Locks lanes before handlers, like a settlement.
  text: `
    with held as (
      select r.handler_id, r.subject_id, r.faulty, r.probe, r.success
      from (
        select * from ${columns.from(2, 'r')}
        order by handler_id, subject_id
      ) r
      cross join lateral (
        select from lane
        where lane.handler_id = r.handler_id and lane.subject_id = r.subject_id and lane.lease = r.lease
          and lane.leased_by is not distinct from $1::uuid
          and coalesce(lane.due_at, '-infinity') > receiver_clock()
        for update
      ) lane
    ), results as (
      select handler_id, bool_or(probe) as probed, bool_or(faulty) as faulty,
        bool_or(success) as success, array_agg(subject_id) filter (where faulty) as lanes
      from held group by handler_id
    ), circuit as (
      select h.id, h.faulty_subject_ids, h.circuit_opened_at, h.failed_probes, results.probed, results.faulty, results.success, results.lanes
      from results join handler h on h.id = results.handler_id
      where results.faulty or results.probed or (results.success and h.faulty_subject_ids <> '{}')
      order by h.id
      for no key update of h
    )
    update handler h set
      faulty_subject_ids = case when c.success then '{}' else c.all_faults[1:${FAULTS_TO_OPEN}] end,
      circuit_opened_at = case when c.open then coalesce(c.circuit_opened_at, receiver_clock()) end,
      failed_probes = c.probes_in_vain,
      probe_at = case
        when not c.open then null
        when c.circuit_opened_at is null or (c.probed and c.faulty) then receiver_clock()
          + least(${MAX_PROBE_MS}, ${FIRST_PROBE_MS} * 2 ^ least(c.probes_in_vain, 20)) * interval '1 millisecond'
        when c.probed then receiver_clock() -- the probe was inconclusive: allow the next one
        else h.probe_at end
    from (
      select circuit.*, all_faults,
        not success and (circuit_opened_at is not null or cardinality(all_faults) >= ${FAULTS_TO_OPEN}) as open,
        case when success or circuit_opened_at is null then 0
          else failed_probes + (probed and faulty)::int end as probes_in_vain
      from circuit
      cross join lateral (
        select array(select distinct lane from unnest(faulty_subject_ids || lanes) as lane) as all_faults
      ) counted
    ) c
    where h.id = c.id
    returning h.id, c.circuit_opened_at is not null as "wasOpen", c.open as "isOpen"`,
})

/** A handler's circuit before and after. */
export interface TurnedCircuit {
  readonly wasOpen: boolean
  readonly isOpen: boolean
}

/**
 * Counts target faults, probes and successes for the handlers' circuits. The lanes stay locked.
 * @returns by handler; empty if nothing counts or all leases have ended
 */
export async function turnCircuits(
  client: ClientBase,
  instanceId: string,
  settlements: readonly Settlement[],
): Promise<Map<number, TurnedCircuit>> {
  const rows = await execute(client, statement, [instanceId, ...columns.values(settlements)])
  return new Map(rows.map(({ id, ...circuit }) => [id, circuit]))
}
