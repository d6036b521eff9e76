import { places } from '../../encryption/places.ts'
import { sealedText } from '../db/sealed-values.ts'
import { sql } from '../db/sql.ts'

/** A subject with its readable key. */
export interface SubjectSummary {
  readonly id: string
  /** null = unknown */
  readonly company: string | null
  readonly kind: string
  /** empty if it was forgotten */
  readonly key: string
  readonly forgotten?: true
  /** its data is blocked: the key is empty for those who may not see it */
  readonly blocked?: true
}

/** SQL of a subject from `su`; null = deleted. */
export const subjectValue = sql`case when su.id is not null then
  jsonb_build_object('id', su.id::text, 'company', nullif(su.company, ''), 'kind', su.kind,
    'key', ${sealedText(places.subject, 'su', 'key')})
    || case when su.blocked_at is null then '{}' else '{"blocked":true}' end::jsonb
  end`

export const subjectColumn = sql`${subjectValue} as subject`
