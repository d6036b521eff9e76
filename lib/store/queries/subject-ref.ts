import { sql } from '../db/sql.ts'
import { textOf } from './stored-text.ts'

/** A subject with its readable key. */
export interface SubjectSummary {
  readonly id: string
  /** null = unknown */
  readonly company: string | null
  readonly kind: string
  readonly key: string
}

/** SQL of a subject from `su`; null = deleted. */
export const subjectValue = sql`case when su.id is not null then
  jsonb_build_object('id', su.id::text, 'company', nullif(su.company, ''), 'kind', su.kind,
    'key', ${textOf('su.key')})
  end`

export const subjectColumn = sql`${subjectValue} as subject`
