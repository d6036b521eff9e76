import type { Pool } from 'pg'
import { timeOfId } from '../queries/id-time.ts'
import { query, sql } from '../queries/sql.ts'

/** How far SuccessFactors gets, from the address to the first event that a handler has done. */
export type ConnectionStepId =
  | 'address'
  | 'token'
  | 'accepted'
  | 'role'
  | 'message'
  | 'event'
  | 'handled'

export interface ConnectionStep {
  readonly id: ConnectionStepId
  readonly state: 'done' | 'waiting' | 'failed'
  /** when it was done last, or failed last */
  readonly at: Date | null
  /** of the refusal that shows it failed */
  readonly code: string | null
  readonly advice: string | null
}

/** What was found of calls on the ingest paths; each as a time (ms), null = never. */
export interface ConnectionFacts {
  /** a call without a body that was let in */
  readonly probe: number | null
  readonly message: number | null
  readonly event: number | null
  readonly handled: number | null
  readonly refusals: readonly ConnectionRefusal[]
}

export interface ConnectionRefusal {
  readonly at: number
  readonly code: string
  readonly advice: string
  /** somebody was proved */
  readonly proved: boolean
}

/** The latest refusals of a code each; an old one says nothing of today's settings. */
const MAX_REFUSALS = 200

export async function readConnectionFacts(
  pool: Pool,
  ingestPaths: readonly string[],
): Promise<ConnectionFacts> {
  const [[found], refusals] = await Promise.all([
    query<{
      message: string | null
      event: string | null
      handled: Date | null
      probe: Date | null
    }>(
      pool,
      sql`select (select max(at) from probe where path = any(${ingestPaths}::text[])) as probe,
        (select id from message order by id desc limit 1) as message,
        (select message_id from event order by message_id desc limit 1) as event,
        (select max(settled_at) from (
          select settled_at from delivery where state = 'completed'
          order by message_id desc limit 100) d) as handled`,
    ),
    query<{ id: string; code: string; advice: string | null; proved: boolean }>(
      pool,
      sql`select id, code, advice, issuer is not null as proved from refusal
        where path = any(${ingestPaths}::text[]) order by id desc limit ${MAX_REFUSALS}`,
    ),
  ])
  const timeOf = (id: string | null | undefined) => (id == null ? null : timeOfId(id).getTime())
  return {
    probe: found?.probe?.getTime() ?? null,
    message: timeOf(found?.message),
    event: timeOf(found?.event),
    handled: found?.handled?.getTime() ?? null,
    refusals: refusals.map(({ id, code, advice, proved }) => ({
      at: timeOfId(id).getTime(),
      code,
      advice: advice ?? '',
      proved,
    })),
  }
}

const NO_TOKEN = new Set(['token_missing', 'request_malformed'])
const NO_ROLE = new Set(['grant_missing', 'token_of_a_person', 'caller_company', 'caller_path'])

/** Pure: what the facts say of each step. A later success outweighs a failure. */
export function connectionSteps(facts: ConnectionFacts): ConnectionStep[] {
  const { probe, message, event, handled, refusals } = facts
  const admitted = latest(message, probe)
  const fails = (isFailure: (refusal: ConnectionRefusal) => boolean) => refusals.find(isFailure)
  const reached = latest(admitted, ...refusals.map(({ at }) => at))
  const withToken = latest(admitted, ...refusals.filter(hadToken).map(({ at }) => at))
  const proved = latest(admitted, ...refusals.filter((one) => one.proved).map(({ at }) => at))
  return [
    step('address', reached, undefined),
    step(
      'token',
      withToken,
      fails((one) => NO_TOKEN.has(one.code)),
    ),
    step(
      'accepted',
      proved,
      fails((one) => hadToken(one) && !one.proved),
    ),
    step(
      'role',
      admitted,
      fails((one) => NO_ROLE.has(one.code)),
    ),
    step(
      'message',
      message,
      fails((one) => one.proved && !NO_ROLE.has(one.code)),
    ),
    step('event', event, undefined),
    step('handled', handled, undefined),
  ]
}

function hadToken({ code }: ConnectionRefusal): boolean {
  return !NO_TOKEN.has(code)
}

function latest(...times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null)
  return known.length === 0 ? null : Math.max(...known)
}

function step(
  id: ConnectionStepId,
  done: number | null,
  failure: ConnectionRefusal | undefined,
): ConnectionStep {
  if (failure !== undefined && (done === null || failure.at > done)) {
    const { at, code, advice } = failure
    return { id, state: 'failed', at: new Date(at), code, advice }
  }
  const isDone = done !== null
  return {
    id,
    state: isDone ? 'done' : 'waiting',
    at: isDone ? new Date(done) : null,
    code: null,
    advice: null,
  }
}
