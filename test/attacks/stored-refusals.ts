import type { Pool } from 'pg'
import { settledOrTimeout } from '../support/eventually.ts'
import type { Outcome } from './run-attack.ts'

export interface StoredRefusal {
  readonly refused_at: Date
  readonly calls: number
  readonly status: number
  readonly code: string
  readonly advice: string
  readonly correlation_id: string | null
  /** the whole row as text */
  readonly whole: string
}

export async function storedRefusals(db: Pool): Promise<StoredRefusal[]> {
  const { rows } = await db.query<StoredRefusal>(
    `select refused_at, calls, status, code, coalesce(advice, '') as advice, correlation_id,
       to_jsonb(refusal)::text as whole
     from refusal order by id`,
  )
  return rows
}

export function sumOfCalls(refusals: readonly StoredRefusal[]): number {
  return refusals.reduce((sum, { calls }) => sum + calls, 0)
}

/** Those that belong to an attack: by its id, else by its time. */
export function refusalsOf(
  { id, from, until, alone }: Outcome,
  refusals: readonly StoredRefusal[],
): StoredRefusal[] {
  return refusals.filter(({ correlation_id: correlation, refused_at, calls }) => {
    if (correlation !== null) return correlation === id
    const at = refused_at.getTime()
    // A row that counts many calls belongs to a flood beside it.
    return alone && calls === 1 && at >= from && at <= until
  })
}

/** Those that belong to none of the attacks. */
export function strayRefusals(
  refusals: readonly StoredRefusal[],
  outcomes: readonly Outcome[],
): StoredRefusal[] {
  const owned = new Set(outcomes.flatMap((outcome) => refusalsOf(outcome, refusals)))
  return refusals.filter((refusal) => !owned.has(refusal))
}

/** Waits until so many calls of an id that begins so are kept as refused, while the service runs. */
export async function refusalsKept(db: Pool, prefix: string, calls: number): Promise<void> {
  await settledOrTimeout(async () => {
    const refusals = await storedRefusals(db)
    const own = refusals.filter(({ correlation_id }) => correlation_id?.startsWith(prefix))
    return sumOfCalls(own) === calls
  }, `${calls} refusals`)
}
