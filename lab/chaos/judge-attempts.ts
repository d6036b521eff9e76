import type pg from 'pg'

export interface AttemptVerdict {
  readonly attempts: number
  readonly abandoned: number
  /** began under a lease number that is not new */
  readonly doubleLeases: readonly string[]
  /** have a start before the end of their predecessor in the lane, with both times */
  readonly overlappingRows: readonly string[]
  /** deliveries whose number of attempts is not that of their rows, the running one aside */
  readonly miscounted: number
  /** lanes whose counter, state or lease does not fit their open deliveries */
  readonly wrongLanes: number
}

interface ServedRow {
  readonly double: boolean
  readonly lane: string
  readonly lease: string
  readonly lease_before: string
  readonly outcome: string
  readonly outcome_before: string
  readonly ended_before: string
  readonly started_at: string
}

/** Reads from the attempts of each lane, in the order of their lease numbers, who had it when. */
export async function judgeAttempts(db: pg.Pool): Promise<AttemptVerdict> {
  const { rows: counts } = await db.query<{
    attempts: number
    abandoned: number
    miscounted: number
  }>(`
    select count(*)::int as attempts,
      (count(*) filter (where outcome = 'abandoned'))::int as abandoned,
      (select count(*)::int from delivery d where d.attempts_started <> (d.state = 'running')::int + (
        select count(*) from attempt a where a.message_id = d.message_id and a.ordinal = d.ordinal
          and a.handler_id = d.handler_id and a.run = d.run)) as miscounted
    from attempt`)
  const { rows: served } = await db.query<ServedRow>(`
    with served as (
      select concat(d.handler_id, '/', d.subject_id) as lane, a.lease, a.outcome,
        a.started_at, a.ended_at,
        lag(a.lease) over lane as lease_before, lag(a.outcome) over lane as outcome_before,
        lag(a.ended_at) over lane as ended_before
      from attempt a join delivery d using (message_id, ordinal, handler_id, run)
      window lane as (partition by d.handler_id, d.subject_id order by a.lease, a.started_at)
    )
    select lease <= lease_before as double, lane, lease, lease_before, outcome, outcome_before, started_at::text, ended_before::text
    from served
    where lease <= lease_before or started_at < ended_before`)
  const { rows: lanes } = await db.query<{ count: number }>(`
    select count(*)::int as count from lane left join lateral (
      select count(*)::int as open, count(*) filter (where d.state = 'failed')::int as failed
      from delivery d
      where d.handler_id = lane.handler_id and d.subject_id = lane.subject_id and d.holds_place
    ) d on true
    where lane.waiting <> d.open or (lane.status = 'parked') <> (d.failed > 0)
      or (lane.status = 'parked' and lane.due_at is not null) or lane.leased_by is not null`)
  return {
    attempts: counts[0]?.attempts ?? 0,
    abandoned: counts[0]?.abandoned ?? 0,
    miscounted: counts[0]?.miscounted ?? 0,
    doubleLeases: served.filter((row) => row.double).map(describeServed),
    overlappingRows: served.filter((row) => !row.double).map(describeServed),
    wrongLanes: lanes[0]?.count ?? 0,
  }
}

function describeServed(row: ServedRow): string {
  const before = `lease ${row.lease_before} (${row.outcome_before}) ended ${row.ended_before}`
  return `lane ${row.lane}: ${before}, lease ${row.lease} (${row.outcome}) started ${row.started_at}`
}
