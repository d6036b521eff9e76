import { sql } from './sql.ts'

/** Whom the order is kept for, with its readable key. */
export interface SubjectSummary {
  readonly id: string
  /** null where it is not known */
  readonly company: string | null
  readonly kind: string
  readonly key: string
}

/** From table `su`. */
export const subjectColumn = sql`jsonb_build_object('id', su.id::text, 'company', nullif(su.company, ''),
  'kind', su.kind, 'key', su.key) as subject`
