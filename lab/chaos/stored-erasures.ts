import type pg from 'pg'

/** An erasure as the event database has it. */
export interface StoredErasure {
  readonly id: string
  readonly state: string
  /** where it is, for a message */
  readonly cursor: string | null
  readonly subjectId: string
  readonly keyIds: readonly string[]
  /** JWS; null = none */
  readonly report: string | null
}

export async function readErasures(db: pg.Pool): Promise<StoredErasure[]> {
  const { rows } = await db.query<StoredErasure>(
    `select a.id, a.state, a.cursor->>0 as cursor, a.detail->>'subjectId' as "subjectId",
       coalesce(array(select jsonb_array_elements_text(a.detail->'keyIds')), '{}') as "keyIds", r.report
     from action a left join erasure_report r on r.action_id = a.id
     where a.kind = 'forget'`,
  )
  return rows
}

/** Erasures that have not ended, and notices whose key still opens them. */
export async function countOpenErasures(db: pg.Pool): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select ((select count(*) from action where kind = 'forget' and state = 'running')
       + (select count(*) from forget_notice))::int as count`,
  )
  return rows[0]?.count ?? 0
}

/** The state of the person of each event, by the event's id. */
export async function readForgottenEvents(db: pg.Pool): Promise<Map<string, boolean>> {
  const { rows } = await db.query<{ id: string; forgotten: boolean }>(
    `select e.event_id as id, s.forgotten_at is not null as forgotten
     from event e join subject s on s.id = e.subject_id where e.event_id is not null`,
  )
  return new Map(rows.map(({ id, forgotten }) => [id, forgotten]))
}
