import { setHandlers, waitUntilSettled } from '../arms/kept-messages.ts'
import { createFilledDatabase } from '../filled/filled-database.ts'
import type { Filling } from '../filled/filling.ts'
import { type BenchDatabase, holdSnapshot } from '../stage/database.ts'
import type { Stage } from '../stage/open-stage.ts'
import type { RunningServer } from '../stage/start-server.ts'
import { startService } from '../stage/start-service.ts'

export interface SettleRun {
  readonly filling: Filling
  /** services that dispatch, each a process of its own */
  readonly processes: number
  readonly profileFolder: string | null
  /** below the project */
  readonly handlersDir?: string
  /** a transaction elsewhere keeps its snapshot meanwhile */
  readonly snapshotHeld?: boolean
}

export interface Settling {
  /** deliveries, from the first start to the last settle by the database's clock */
  readonly perSecond: number
  /** for each delivery; NaN where the system does not tell */
  readonly databaseCpuUs: number
}

/** @returns {@link Settling.perSecond} of {@link measureSettling} */
export async function measureSettleRate(stage: Stage, run: SettleRun): Promise<number> {
  return (await measureSettling(stage, run)).perSecond
}

/**
 * Lets services settle what a filling holds.
 * @throws Error when a delivery was not completed, or more than once attempted
 */
export async function measureSettling(stage: Stage, run: SettleRun): Promise<Settling> {
  const { handlersDir = 'lab/bench/handlers/plain', snapshotHeld = false } = run
  const database = await createFilledDatabase(stage, 'settle_rate', run.filling)
  const servers: RunningServer[] = []
  let snapshot: { end(): Promise<void> } | null = null
  try {
    await setHandlers(database, 'held')
    for (let number = 1; number <= run.processes; number += 1) {
      servers.push(
        await startService(stage, database, {
          handlersDir,
          profileFolder: run.profileFolder,
          role: 'dispatch',
          logName: `dispatch-${number}`,
        }),
      )
    }
    if (snapshotHeld) snapshot = await holdSnapshot(database)
    const cpuBefore = (await stage.databaseCpuMs()) ?? Number.NaN
    await setHandlers(database, 'running')
    // All of them at once: by themselves they look once a second.
    await database.run(`select pg_notify('sf_event_receiver_lanes', 'bench')`)
    await waitUntilSettled(database)
    const cpuMs = ((await stage.databaseCpuMs()) ?? Number.NaN) - cpuBefore
    const { completed, seconds } = await settledOf(database, run.filling)
    return { perSecond: completed / seconds, databaseCpuUs: (cpuMs * 1_000) / completed }
  } finally {
    await snapshot?.end()
    await Promise.all(servers.map((server) => server.stop()))
    await database.drop()
  }
}

async function settledOf(database: BenchDatabase, { waiting, handlers }: Filling) {
  const { completed, attempts, seconds } = await database.row<{
    completed: number
    attempts: number
    seconds: number
  }>(`
    select (select count(*) from delivery where state = 'completed' and not holds_place)::int as completed,
      (select count(*) from attempt)::int as attempts,
      extract(epoch from (select max(settled_at) from delivery)
        - (select min(started_at) from attempt))::float8 as seconds`)
  const expected = waiting * handlers.length
  if (completed === expected && attempts === expected) return { completed, seconds }
  throw new Error(
    `expected ${expected} deliveries completed in one attempt each, got ${completed} in ${attempts} attempts`,
  )
}
