import { NOTHING } from '../filled/filled-database.ts'
import type { Filling } from '../filled/filling.ts'
import { median } from '../load/percentile.ts'
import type { Stage } from '../stage/open-stage.ts'
import { measureSettling, type Settling } from './settle-rate.ts'

export interface HeldSnapshot {
  readonly deliveries: number
  readonly lanes: number
  /** without and with the snapshot: medians of the rounds */
  readonly free: Settling
  readonly held: Settling
  /** CPU of the database per delivery, with ÷ without: median of the rounds */
  readonly ratio: number
  readonly rounds: readonly number[]
}

const ROUNDS = 3
const FILLING: Filling = { ...NOTHING, subjects: 10_000, waiting: 100_000 }
const HANDLERS = FILLING.handlers.length

/**
 * Settles the same deliveries with and without a transaction elsewhere that keeps PostgreSQL from
 * removing dead rows, as a backup does. One of the handlers has `totalConcurrency`, so that its claims
 * count leases.
 */
export async function measureHeldSnapshot(stage: Stage): Promise<HeldSnapshot> {
  const free: Settling[] = []
  const held: Settling[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const order = round % 2 === 0 ? [free, held] : [held, free]
    for (const settled of order) {
      settled.push(
        await measureSettling(stage, {
          filling: FILLING,
          processes: 1,
          profileFolder: null,
          handlersDir: 'lab/bench/handlers/counted',
          snapshotHeld: settled === held,
        }),
      )
    }
  }
  const rounds = held.map(
    ({ databaseCpuUs }, round) => databaseCpuUs / (free[round]?.databaseCpuUs ?? Number.NaN),
  )
  return {
    deliveries: FILLING.waiting * HANDLERS,
    lanes: FILLING.subjects * HANDLERS,
    free: medians(free),
    held: medians(held),
    ratio: median(rounds),
    rounds,
  }
}

function medians(rounds: readonly Settling[]): Settling {
  return {
    perSecond: median(rounds.map(({ perSecond }) => perSecond)),
    databaseCpuUs: median(rounds.map(({ databaseCpuUs }) => databaseCpuUs)),
  }
}
