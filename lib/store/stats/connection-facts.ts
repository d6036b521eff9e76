import type { Pool } from 'pg'
import type { AuthorizationKind } from '../../auth/refusals/refusal.ts'
import { query } from '../db/query.ts'
import { raw, type Sql, sql } from '../db/sql.ts'
import { timeOfId } from '../queries/id-time.ts'
import { REFUSAL_LAST, SEEN_MARK } from '../queries/refusal-cause.ts'
import { INTERNAL_CALLER, INTERNAL_HANDLERS, isOfSender } from '../record/internal-messages.ts'

/** Last calls on the event paths (ms); null = never. */
export interface ConnectionFacts {
  /** an admitted call without a body */
  readonly emptyCall: number | null
  readonly message: number | null
  readonly event: number | null
  readonly handled: number | null
  /** clients that were admitted before */
  readonly clients: readonly AdmittedClient[]
  /** newest first */
  readonly refusals: readonly ConnectionRefusal[]
}

export interface AdmittedClient {
  readonly issuer: string
  readonly clientId: string
  /** last admission (ms) */
  readonly admitted: number
}

export interface ConnectionRefusal {
  readonly at: number
  readonly code: string
  readonly advice: string
  readonly authorization: AuthorizationKind | null
  /** the step at which the call failed */
  readonly step: 'token' | 'accepted' | 'role' | 'message' | 'event'
  readonly isVerified: boolean
  /** as claimed if the caller is not authenticated */
  readonly issuer: string | null
  readonly clientId: string | null
  /** an operator has marked its cause as seen since */
  readonly seen: boolean
}

/** Limit for each kind of caller, so that unknown callers never hide a known client. */
const MAX_REFUSALS = 200
const MAX_CLIENTS = 200
/** Latest messages to read callers from, because admissions are stored later. */
const LATEST_MESSAGES = 100

export async function readConnectionFacts(
  pool: Pool,
  eventPaths: readonly string[],
): Promise<ConnectionFacts> {
  const clients = await readClients(pool)
  const [found, refusals] = await Promise.all([
    readTimes(pool, eventPaths),
    readRefusals(
      pool,
      eventPaths,
      clients.map(({ clientId }) => clientId),
    ),
  ])
  return { ...found, clients, refusals }
}

async function readTimes(
  pool: Pool,
  eventPaths: readonly string[],
): Promise<Pick<ConnectionFacts, 'emptyCall' | 'message' | 'event' | 'handled'>> {
  const [found] = await query<{
    message: string | null
    event: string | null
    handled: Date | null
    emptyCall: Date | null
  }>(
    pool,
    sql`select (select max(last_at) from empty_call where path = any(${eventPaths}::text[])) as "emptyCall",
      (select id from message where ${raw(isOfSender('message'))} order by id desc limit 1) as message,
      (select message_id from event where ${raw(isOfSender('event'))}
        order by message_id desc limit 1) as event,
      (select max(settled_at) from (
        select settled_at from delivery where state = 'completed' and handler_id <> all(${raw(INTERNAL_HANDLERS)})
        order by message_id desc limit 100) d) as handled`,
  )
  const timeOf = (id: string | null | undefined) => (id == null ? null : timeOfId(id).getTime())
  return {
    emptyCall: found?.emptyCall?.getTime() ?? null,
    message: timeOf(found?.message),
    event: timeOf(found?.event),
    handled: found?.handled?.getTime() ?? null,
  }
}

async function readClients(pool: Pool): Promise<AdmittedClient[]> {
  const rows = await query<{
    issuer: string
    clientId: string
    id: string | null
    at: Date | null
  }>(
    pool,
    sql`(select issuer, client_id as "clientId", null::uuid as id, last_at as at
        from admitted_client order by last_at desc limit ${MAX_CLIENTS})
      union all
      (select issuer, client_id, null, first_seen_at from caller
        where issuer <> ${INTERNAL_CALLER.issuer} order by id desc limit ${MAX_CLIENTS})
      union all
      (select c.issuer, c.client_id, m.id, null
        from (select id, caller_id from message where ${raw(isOfSender('message'))} order by id desc limit ${LATEST_MESSAGES}) m
        join caller c on c.id = m.caller_id)`,
  )
  const clients = new Map<string, AdmittedClient>()
  for (const { issuer, clientId, id, at } of rows) {
    const admitted = (id === null ? at : timeOfId(id))?.getTime() ?? 0
    const key = JSON.stringify([issuer, clientId])
    if (admitted >= (clients.get(key)?.admitted ?? 0)) {
      clients.set(key, { issuer, clientId, admitted })
    }
  }
  return [...clients.values()]
}

async function readRefusals(
  pool: Pool,
  eventPaths: readonly string[],
  clientIds: readonly string[],
): Promise<ConnectionRefusal[]> {
  const latest = (condition: Sql) => sql`(
    select r.id, ${REFUSAL_LAST} as at, r.code, coalesce(r.advice, '') as advice,
      r.authorization_kind as "authorization", r.issuer is not null as "isVerified",
      r.message_id is not null as "isKept",
      coalesce(r.issuer, r.claimed->>'issuer') as issuer,
      coalesce(r.client_id, r.claimed->>'clientId') as "clientId", seen.cause is not null as seen
    from refusal r ${SEEN_MARK}
    where r.path = any(${eventPaths}::text[]) and ${condition}
    order by r.id desc limit ${MAX_REFUSALS})`
  const rows = await query<
    Omit<ConnectionRefusal, 'at' | 'step'> & { id: string; at: Date; isKept: boolean }
  >(
    pool,
    sql`${latest(sql`r.issuer is not null`)}
      union ${latest(sql`r.claimed->>'clientId' = any(${clientIds}::text[]) and r.issuer is null`)}
      union ${latest(sql`r.issuer is null`)}
      order by at desc, id desc`,
  )
  return rows.map(({ id: _id, at, isKept, ...refusal }) => ({
    ...refusal,
    at: at.getTime(),
    step: isKept ? 'event' : stepOf(refusal),
  }))
}

const NO_TOKEN = new Set(['token_missing', 'request_malformed'])
const NO_ROLE = new Set([
  'grant_missing',
  'user_token_not_allowed',
  'caller_company',
  'caller_path',
])

function stepOf({
  code,
  isVerified,
}: Pick<ConnectionRefusal, 'code' | 'isVerified'>): ConnectionRefusal['step'] {
  if (NO_TOKEN.has(code)) return 'token'
  if (!isVerified) return 'accepted'
  return NO_ROLE.has(code) ? 'role' : 'message'
}
