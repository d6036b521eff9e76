import type pg from 'pg'

/** Deliveries that a change of version must neither lose nor repeat. */
export interface OpenWork {
  /** behind another one that is not parked */
  readonly waiting: number
  readonly running: number
  readonly scheduled: number
  /** lanes */
  readonly parked: number
  /** behind a parked one */
  readonly behindParked: number
}

export async function readOpenWork(db: pg.Pool): Promise<OpenWork> {
  const { rows } = await db.query<OpenWork>(
    `select
       count(*) filter (where d.state = 'waiting' and l.status = 'open')::int as waiting,
       count(*) filter (where d.state = 'running')::int as running,
       count(*) filter (where d.state = 'scheduled')::int as scheduled,
       count(*) filter (where d.state = 'failed')::int as parked,
       count(*) filter (where d.state = 'waiting' and l.status = 'parked')::int as "behindParked"
     from delivery d join lane l using (handler_id, subject_id)
     where d.holds_place`,
  )
  const [work] = rows
  if (work === undefined) throw new Error('expected one row')
  return work
}

export function isOfEveryKind(work: OpenWork): boolean {
  return Object.values(work).every((count) => count > 0)
}
