import { sql } from '../db/sql.ts'
import { textOf } from './stored-text.ts'

/** Whom the order is kept for, with its readable key. */
export interface SubjectSummary {
  readonly id: string
  /** null where it is not known */
  readonly company: string | null
  readonly kind: string
  readonly key: string
}

/** From table `su`; null where its row is gone. */
export const subjectValue = sql`case when su.id is not null then
  jsonb_build_object('id', su.id::text, 'company', nullif(su.company, ''), 'kind', su.kind,
    'key', ${textOf('su.key')})
  end`

export const subjectColumn = sql`${subjectValue} as subject`
