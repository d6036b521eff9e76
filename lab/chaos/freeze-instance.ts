import { setTimeout } from 'node:timers/promises'
import type pg from 'pg'
import { soapMessage } from '../../test/support/soap-message.ts'
import type { FreezeMoment } from './disaster-plan.ts'
import { LEASE_SECONDS } from './instance-environment.ts'
import type { KeptInstance } from './kept-instance.ts'
import { sendCall } from './send-call.ts'

/** The attempts that were given up, as `message:ordinal:handler:run:number`. */
export type GivenUp = ReadonlySet<string>

export interface FreezeOutcome {
  /** attempts of the frozen process that others took over before it went on */
  readonly takenOver: number
  /** those and all others that were given up by then: nothing may change them any more */
  readonly givenUp: GivenUp
  /** it was frozen between the begin and the commit of a transaction */
  readonly heldTransaction: boolean
  /** connections that still wait for that transaction when every lease of the process is over */
  readonly heldUp: number
}

/** Well behind the end of every lease that the process holds. */
const FREEZE_MS = LEASE_SECONDS * 1_000 + 2_500
const AIM_MS = 4_000
const LOOK_MS = 2_000

const LASTING_TRANSACTIONS = `pg_stat_activity where datname = current_database()
  and state = 'idle in transaction' and state_change < now() - interval '50 milliseconds'`
const WAITING_FOR_IDLE = `pg_stat_activity waiting where datname = current_database() and exists (
  select from pg_stat_activity idle where idle.pid = any(pg_blocking_pids(waiting.pid))
  and idle.state = 'idle in transaction' and idle.state_change < now() - interval '5 seconds')`

/** Freezes a process for longer than its leases last, then lets it continue. */
export async function freezeInstance(
  db: pg.Pool,
  instance: KeptInstance,
  token: string,
  moment: FreezeMoment,
): Promise<FreezeOutcome | null> {
  const id = await instanceIdOf(db, instance, token)
  // It was killed, or the database is away: another one, at another time.
  if (id === null) return null
  try {
    const heldTransaction = await freezeAt(db, instance, id, moment)
    await setTimeout(FREEZE_MS)
    // A call may wait for twenty seconds: an instance that is frozen for longer refuses its calls.
    const [givenUp, takenOver, heldUp] = await Promise.all([
      atOnce(givenUpAttempts(db), new Set<string>()),
      atOnce(count(db, `attempt where instance_id = $1 and outcome = 'abandoned'`, [id]), 0),
      atOnce(count(db, WAITING_FOR_IDLE), 0),
    ])
    return { takenOver, givenUp, heldTransaction, heldUp }
  } finally {
    instance.thaw()
  }
}

/** Freezes it repeatedly until it is at the given moment; after a while, at any point. */
async function freezeAt(
  db: pg.Pool,
  instance: KeptInstance,
  id: string,
  moment: FreezeMoment,
): Promise<boolean> {
  const end = performance.now() + AIM_MS
  for (;;) {
    instance.freeze()
    // When this is answered, earlier statements of the instance have arrived, too.
    const idle = await atOnce(idleInTransaction(db), 0)
    const leased = await atOnce(count(db, 'lane where leased_by = $1', [id]), 1)
    // A frozen transaction is rolled back: only committed attempts can be taken over.
    if (moment === 'running' ? leased > 0 && idle === 0 : idle > 0) return idle > 0
    if (performance.now() > end) return false
    instance.thaw()
    await setTimeout(Math.random() * 20)
  }
}

/** The answer of the database, or the other value during an outage. */
function atOnce<Value>(answer: Promise<Value>, otherwise: Value): Promise<Value> {
  return Promise.race([answer.catch(() => otherwise), setTimeout(LOOK_MS, otherwise)])
}

/** The others are in a transaction for moments only: one that lasts is that of the frozen process. */
async function idleInTransaction(db: pg.Pool): Promise<number> {
  await setTimeout(60)
  return count(db, LASTING_TRANSACTIONS)
}

async function count(db: pg.Pool, from: string, values: readonly string[] = []): Promise<number> {
  const text = `select count(*)::int as count from ${from}`
  const { rows } = await db.query<{ count: number }>(text, [...values])
  return rows[0]?.count ?? 0
}

export async function givenUpAttempts(db: pg.Pool): Promise<GivenUp> {
  const { rows } = await db.query<{ id: string }>(
    `select concat_ws(':', message_id, ordinal, handler_id, run, number) as id
     from attempt where outcome = 'abandoned'`,
  )
  return new Set(rows.map(({ id }) => id))
}

/** Which row of `instance` it is: a message tells who has recorded it. */
async function instanceIdOf(
  db: pg.Pool,
  { url }: KeptInstance,
  token: string,
): Promise<string | null> {
  const address = `${url}/http/successfactors/events/CHAOS`
  const { messageId } = await sendCall([address], token, soapMessage([]))
  if (messageId === null) return null
  const { rows } = await db
    .query<{ id: string }>('select instance_id as id from message where id = $1', [messageId])
    .catch(() => ({ rows: [] }))
  return rows[0]?.id ?? null
}
