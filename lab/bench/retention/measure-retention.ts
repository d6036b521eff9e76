import { withVault } from '../filled/bench-vault.ts'
import { fillDatabase, settleDown } from '../filled/fill-database.ts'
import { createFilledDatabase, NOTHING } from '../filled/filled-database.ts'
import type { Filling } from '../filled/filling.ts'
import type { PacedResult } from '../load/load-run.ts'
import { median } from '../load/percentile.ts'
import { sendPaced } from '../load/run-load.ts'
import type { BenchDatabase } from '../stage/database.ts'
import { type MachineLoad, machineLoad, machineTime } from '../stage/machine-load.ts'
import type { Stage } from '../stage/open-stage.ts'
import { startService } from '../stage/start-service.ts'

/** Calls of some spans of a few seconds. */
export interface CallTimes {
  readonly calls: number
  /** medians of the spans (ms) */
  readonly p50Ms: number
  readonly p99Ms: number
  readonly worstP99Ms: number
}

export interface RetentionFigures {
  /** messages of the first month */
  readonly deleted: number
  /** until they are deleted with all that belongs to them, and until the pass is over */
  readonly messageSeconds: number
  readonly passSeconds: number
  readonly walBytes: number
  readonly before: CallTimes
  readonly during: CallTimes
  /** size of the database: before, after the deletion and VACUUM, and with as many messages again */
  readonly fullBytes: number
  readonly vacuumedBytes: number
  readonly refilledBytes: number
  readonly load: MachineLoad
}

const PER_SECOND = 50
const SPAN_SECONDS = 5
const SPANS_BEFORE = 6
/** Half an hour. */
const MAX_SPANS = 360
/** Behind the employees of the calls. */
const OTHERS = 50_000
const FOR_EVER = '3650'

/** Filled messages have none. */
const IDENTITIES = `
  insert into identity (id, content, message_id, ordinal)
  select md5(message_id::text)::uuid, md5('content' || message_id)::uuid, message_id, 0 from event
  on conflict do nothing`

interface State {
  readonly left: number
  readonly isOver: boolean
  readonly walBytes: number
}

/** Finished messages of two months, of which retention deletes the first. */
export async function measureRetention(stage: Stage, messages: number): Promise<RetentionFigures> {
  const filling: Filling = { ...NOTHING, subjects: 10_000, finished: 2 * messages }
  const database = await createFilledDatabase(stage, 'retention', filling)
  try {
    await database.run(IDENTITIES)
    await settleDown(database)
    const fullBytes = await sizeOf(database)
    const { cut } = await database.row<{ cut: string }>(`
      select (lpad(to_hex((extract(epoch from now() - interval '30 days') * 1000)::bigint), 12, '0') || repeat('0', 20))
        as cut`)
    const state = () => stateOf(database, cut)
    const first = await state()
    const before = await serve(stage, database, FOR_EVER, 0, async (spans) => spans < SPANS_BEFORE)
    await database.run(`delete from job where name = 'retention'`)
    const start = await state()
    const [since, timeBefore] = [performance.now(), machineTime()]
    const seconds = () => (performance.now() - since) / 1_000
    let [messageSeconds, walBytes] = [0, 0]
    const during = await serve(stage, database, '30', SPANS_BEFORE, async () => {
      const now = await state()
      walBytes = now.walBytes - start.walBytes
      if (now.left > 0 || messageSeconds === 0) messageSeconds = seconds()
      return !now.isOver
    })
    const passSeconds = seconds()
    const load = machineLoad(timeBefore, machineTime(), 0)
    await database.run('vacuum')
    const vacuumedBytes = await sizeOf(database)
    const more = { finished: messages, firstSequence: 2 * messages + 1, firstSubject: OTHERS }
    const again = { ...filling, ...more }
    await withVault(stage, (vault) => fillDatabase(vault, database, again))
    await database.run(IDENTITIES)
    return {
      ...{ deleted: first.left, messageSeconds, passSeconds, walBytes, before, during },
      ...{ fullBytes, vacuumedBytes, refilledBytes: await sizeOf(database), load },
    }
  } finally {
    await database.drop()
  }
}

/** Sends calls to a service with this retention, span by span. */
async function serve(
  stage: Stage,
  database: BenchDatabase,
  retentionDays: string,
  firstSpan: number,
  goesOn: (spans: number) => Promise<boolean>,
): Promise<CallTimes> {
  const service = await startService(stage, database, {
    handlersDir: 'lab/bench/handlers/plain',
    profileFolder: null,
    environment: { RETENTION_DAYS: retentionDays },
  })
  try {
    const spans: PacedResult[] = []
    do {
      const order = { seconds: SPAN_SECONDS, perSecond: PER_SECOND, token: stage.token }
      const firstSequence = 10_000_000 + (firstSpan + spans.length) * SPAN_SECONDS * PER_SECOND
      const url = `${service.origin}/http/successfactors/events`
      spans.push(await sendPaced({ ...order, url, firstSequence }))
      if (spans.length > MAX_SPANS) throw new Error('expected retention to end, it did not')
    } while (await goesOn(spans.length))
    return {
      calls: spans.reduce((calls, { answers }) => calls + answers, 0),
      p50Ms: median(spans.map(({ p50Ms }) => p50Ms)),
      p99Ms: median(spans.map(({ p99Ms }) => p99Ms)),
      worstP99Ms: Math.max(...spans.map(({ p99Ms }) => p99Ms)),
    }
  } finally {
    await service.stop()
  }
}

function stateOf(database: BenchDatabase, cut: string): Promise<State> {
  return database.row<State & Record<string, unknown>>(`
    select (select count(*)::int from message where id < '${cut}'::uuid) as left,
      exists (select from job where name = 'retention' and due_at > now() + interval '30 minutes') as "isOver",
      pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 as "walBytes"`)
}

async function sizeOf(database: BenchDatabase): Promise<number> {
  return (
    await database.row<{ bytes: number }>(
      'select pg_database_size(current_database())::float8 as bytes',
    )
  ).bytes
}
