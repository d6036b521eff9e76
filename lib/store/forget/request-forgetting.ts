import type { ClientBase, Pool } from 'pg'
import { places } from '../../encryption/places.ts'
import { newId } from '../../new-id.ts'
import { type Actor, recordRunning } from '../actions/record-action.ts'
import { takeLock } from '../db/advisory-locks.ts'
import { openValues } from '../db/sealed-values.ts'
import { defineStatement, execute, type Queryable } from '../db/statement.ts'
import { inTransaction } from '../db/transaction.ts'

/** Subjects that stand for an order or a single event, not for a person or record. */
const NOT_FORGETTABLE = ['orderBy']

export interface SubjectToForget {
  readonly kind: string
  readonly forgetAction: string | null
  readonly keyId: string | null
  readonly digest: string
  readonly legalHold: Buffer | null
}

/** Columns of a subject's row that decide whether it can be forgotten. */
export const subjectToForget = `kind, forget_action as "forgetAction", key_id as "keyId",
      key_digest::text as digest, legal_hold as "legalHold"`
export const subjectToForgetColumns = {
  kind: true,
  forgetAction: true,
  keyId: true,
  digest: true,
  legalHold: true,
} as const

const lockSubject = defineStatement<SubjectToForget>({
  name: 'lock-subject-to-forget',
  columns: subjectToForgetColumns,
  text: `select ${subjectToForget} from subject where id = $1::bigint for update`,
})

const countRequests = defineStatement<{ count: number; oldestAgeMs: number | null }>({
  name: 'count-forget-requests',
  columns: { count: true, oldestAgeMs: true },
  text: `
    select count(*)::int as count,
      (extract(epoch from receiver_clock() - min(requested_at)) * 1000)::float8 as "oldestAgeMs"
    from action
    where kind = 'forget' and requested_at > receiver_clock() - interval '1 hour'`,
})

const noteRequest = defineStatement({
  name: 'note-forget-request',
  text: 'update subject set forget_action = $2::uuid where id = $1::bigint',
})

export type ForgetRequest =
  | { readonly kind: 'started'; readonly actionId: string }
  | { readonly kind: 'not_found' }
  /** it stands for no person, but for the order of a handler */
  | { readonly kind: 'not_forgettable' }
  | { readonly kind: 'legal_hold'; readonly reason: string }
  | { readonly kind: 'already_forgotten'; readonly actionId: string }
  | { readonly kind: 'forget_limit'; readonly retryAfterMs: number }

const HOUR_MS = 60 * 60_000

/** Starts the erasure of one subject, which instances carry out. It cannot be stopped. */
export function requestForgetting(
  pool: Pool,
  by: Actor,
  subjectId: string,
  reason: string,
  maxPerHour: number,
): Promise<ForgetRequest> {
  return inTransaction(pool, (client) => request(client, by, subjectId, reason, maxPerHour))
}

async function request(
  client: ClientBase,
  by: Actor,
  subjectId: string,
  reason: string,
  maxPerHour: number,
): Promise<ForgetRequest> {
  await takeLock(client, 'forgetting')
  const [subject] = await execute(client, lockSubject, [subjectId])
  const refusal = await refusalOf(client, subject)
  if (refusal !== null) return refusal
  const [requests] = await execute(client, countRequests, [])
  if (requests !== undefined && requests.count >= maxPerHour) {
    return { kind: 'forget_limit', retryAfterMs: HOUR_MS - (requests.oldestAgeMs ?? 0) }
  }
  const id = newId()
  await execute(client, noteRequest, [subjectId, id])
  const action = { id, kind: 'forget', by, comment: reason, filter: null, matched: 1 }
  await recordRunning(client, { ...action, detail: { subjectId } })
  return { kind: 'started', actionId: id }
}

/** Why a subject cannot be forgotten; null = it can. */
export async function refusalOf(
  client: Queryable,
  subject: SubjectToForget | undefined,
): Promise<Exclude<ForgetRequest, { kind: 'started' }> | null> {
  if (subject === undefined) return { kind: 'not_found' }
  if (NOT_FORGETTABLE.includes(subject.kind)) return { kind: 'not_forgettable' }
  const { legalHold, forgetAction, keyId, digest } = subject
  if (forgetAction !== null) return { kind: 'already_forgotten', actionId: forgetAction }
  if (legalHold === null) return null
  const place = `${places.subject.of(digest)}:legal_hold`
  const [reason] = await openValues(client, [{ keyId, bytes: legalHold, place }])
  return { kind: 'legal_hold', reason: reason?.toString('utf8') ?? '' }
}
