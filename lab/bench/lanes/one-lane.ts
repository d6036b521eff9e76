import { NOTHING } from '../filled/filled-database.ts'
import type { Filling } from '../filled/filling.ts'
import { median } from '../load/percentile.ts'
import { createDatabase } from '../stage/database.ts'
import type { Stage } from '../stage/open-stage.ts'
import { openBareLoop } from './bare-loop.ts'
import { measureSettleRate } from './settle-rate.ts'

export interface OneLane {
  readonly deliveries: number
  readonly perSecond: number
  readonly barePerSecond: number
  /** our lane ÷ a loop that marks one row done per commit: median of the rounds */
  readonly ratio: number
  readonly rounds: readonly number[]
}

const ROUNDS = 3
const FILLING: Filling = { ...NOTHING, handlers: ['first-reader'], waiting: 5_000 }

/** One employee with all that waits: each delivery starts only when the one before is committed. */
export async function measureOneLane(stage: Stage, profileFolder: string | null): Promise<OneLane> {
  const own: number[] = []
  const bare: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    own.push(await measureSettleRate(stage, { filling: FILLING, processes: 1, profileFolder }))
    bare.push(await markOneByOne(stage))
  }
  const rounds = own.map((rate, round) => rate / (bare[round] ?? Number.NaN))
  return {
    deliveries: FILLING.waiting,
    perSecond: median(own),
    barePerSecond: median(bare),
    ratio: median(rounds),
    rounds,
  }
}

async function markOneByOne(stage: Stage): Promise<number> {
  const database = await createDatabase(stage, 'bare_loop')
  const loop = await openBareLoop(database)
  try {
    return await loop.oneByOne(FILLING.waiting)
  } finally {
    await loop.close()
    await database.drop()
  }
}
