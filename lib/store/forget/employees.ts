import type { Pool } from 'pg'
import { PERSON_KINDS } from '../../events/person-fields.ts'
import { defineStatement, execute } from '../db/statement.ts'
import { firstIdAt, timeOfId } from '../queries/id-time.ts'
import { findSubjectIds } from '../queries/list-subjects.ts'
import { OPEN } from './open-deliveries.ts'

/** One employee of one company, under one of the ids of a person. */
export interface Employee {
  readonly id: string
  /** null = unknown */
  readonly company: string | null
  /** when the last event was received; null = none is stored */
  readonly lastEventAt: Date | null
  /** a delivery may still run */
  readonly isOpen: boolean
  readonly legalHold: boolean
}

interface Row extends Omit<Employee, 'lastEventAt'> {
  readonly lastMessage: string | null
}

const statement = defineStatement<Row>({
  name: 'describe-employees',
  columns: { id: true, company: true, lastMessage: true, isOpen: true, legalHold: true },
  text: `
    select s.id, nullif(s.company, '') as company, s.legal_hold is not null as "legalHold",
      (select e.message_id from event e where e.subject_id = s.id order by e.position desc limit 1) as "lastMessage",
      exists (select from event e join delivery d on d.message_id = e.message_id and d.ordinal = e.ordinal
        where e.subject_id = s.id and ${OPEN}) as "isOpen"
    from subject s where s.id = any($1::bigint[]) and s.forget_action is null
    order by s.id`,
})

/**
 * The employees with one of the ids of a person, one for each company and kind of id; without forgotten ones.
 * @param companies null = all
 */
export async function findEmployees(
  pool: Pool,
  key: string,
  companies: readonly string[] | null = null,
): Promise<Employee[]> {
  const ids = await findSubjectIds(pool, { key, kinds: PERSON_KINDS })
  const found = await describeEmployees(pool, ids)
  return companies === null
    ? found
    : found.filter(({ company }) => companies.includes(company ?? ''))
}

async function describeEmployees(pool: Pool, ids: readonly string[]): Promise<Employee[]> {
  const rows = await execute(pool, statement, [ids])
  return rows.map(({ lastMessage, ...row }) => ({
    ...row,
    lastEventAt: lastMessage === null ? null : timeOfId(lastMessage),
  }))
}

const quiet = defineStatement<{ id: string }>({
  name: 'find-quiet-employees',
  columns: { id: true },
  text: `
    select s.id from subject s
    where s.id > $4::bigint and s.company = $1 and s.kind = any($2::text[]) and s.forget_action is null
      and s.blocked_at is null
      and not exists (select from event e where e.subject_id = s.id and e.message_id >= $3::uuid)
      and not exists (select from event e join delivery d on d.message_id = e.message_id and d.ordinal = e.ordinal
        where e.subject_id = s.id and ${OPEN})
    order by s.id limit $5`,
})

/** Employees of a company without an event since a time and without open deliveries; the first ones by id. */
export async function findQuietEmployees(
  pool: Pool,
  company: string,
  since: Date,
  limit: number,
): Promise<string[]> {
  const rows = await execute(pool, quiet, [company, PERSON_KINDS, firstIdAt(since), '0', limit])
  return rows.map(({ id }) => id)
}
