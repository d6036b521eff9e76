import type pg from 'pg'

/** The blocking delivery is under way. */
export async function isBlocked(db: pg.Pool): Promise<boolean> {
  const { rows } = await db.query<{ state: string }>(
    `select d.state from delivery d join handler h on h.id = d.handler_id where h.name = 'block-process'`,
  )
  return rows[0]?.state === 'running'
}

/** Position of the latest delivery. */
export async function lastPosition(db: pg.Pool): Promise<string> {
  const { rows } = await db.query<{ position: string }>(
    'select max(position) as position from delivery',
  )
  return rows[0]?.position ?? '0'
}

/** No delivery is open up to this position. */
export async function areSettled(db: pg.Pool, position: string): Promise<boolean> {
  const open = 'select from delivery where holds_place and position <= $1 limit 1'
  return (await db.query(open, [position])).rows.length === 0
}

/** From the start of the blocking attempt to the next start of anything (ms). */
export async function blockedMs(db: pg.Pool): Promise<number> {
  const { rows } = await db.query<{ ms: number }>(
    `select round(extract(epoch from min(later.started_at) - block.started_at) * 1000)::int as ms
     from attempt block join handler on handler.id = block.handler_id and name = 'block-process'
     join attempt later on later.started_at > block.started_at + interval '1 second'
     where block.number = 1 group by block.started_at`,
  )
  return rows[0]?.ms ?? 0
}

export interface DeadlyDelivery {
  readonly subject: string
  readonly state: string
  readonly reasonCode: string | null
  readonly lane: string
  /** attempts without a result */
  readonly abandoned: number
}

/** The delivery that ends its process, with its lane. */
export async function deadlyDelivery(db: pg.Pool): Promise<DeadlyDelivery | null> {
  const { rows } = await db.query<DeadlyDelivery>(
    `select d.subject_id as subject, d.state, d.reason_code as "reasonCode", lane.status as lane,
       (select count(*) from attempt a where a.message_id = d.message_id and a.ordinal = d.ordinal
         and a.handler_id = d.handler_id and a.outcome = 'abandoned')::int as abandoned
     from delivery d join handler h on h.id = d.handler_id and h.name = 'end-process'
     join lane on lane.handler_id = d.handler_id and lane.subject_id = d.subject_id
     order by abandoned desc, d.position limit 1`,
  )
  return rows[0] ?? null
}
