import { NOTHING } from '../filled/filled-database.ts'
import type { Filling } from '../filled/filling.ts'
import { median } from '../load/percentile.ts'
import { createDatabase } from '../stage/database.ts'
import type { Stage } from '../stage/open-stage.ts'
import { openBareLoop } from './bare-loop.ts'
import { measureSettleRate } from './settle-rate.ts'

export interface ManyLanes {
  readonly deliveries: number
  readonly lanes: number
  readonly batch: number
  /** deliveries per second with 1, 2 and 3 processes: medians of the rounds */
  readonly perSecond: readonly number[]
  readonly barePerSecond: number
  readonly bareWithBodiesPerSecond: number
  /** one process ÷ bare loop: median of the rounds */
  readonly ratio: number
  readonly rounds: readonly number[]
}

const ROUNDS = 3
const PROCESSES = [1, 2, 3] as const
/** Most lanes of one claim: 100 of each of the two handlers. */
const BATCH = 200
export const MANY_LANES: Filling = { ...NOTHING, subjects: 5_000, waiting: 15_000 }
const DELIVERIES = MANY_LANES.waiting * MANY_LANES.handlers.length

/** Trivial handlers over many lanes, beside a loop that does nothing but take and mark. */
export async function measureManyLanes(
  stage: Stage,
  profileFolder: string | null,
): Promise<ManyLanes> {
  const own: number[][] = PROCESSES.map(() => [])
  const bare: number[] = []
  const withBodies: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [place, processes] of PROCESSES.entries()) {
      // One round is enough for several processes: their rate is not promised.
      if (processes > 1 && round > 0) continue
      const run = { filling: MANY_LANES, processes, profileFolder }
      own[place]?.push(await measureSettleRate(stage, run))
    }
    const loops = await runBareLoops(stage)
    bare.push(loops.bare)
    withBodies.push(loops.withBodies)
  }
  const rounds = bare.map((rate, round) => (own[0]?.[round] ?? Number.NaN) / rate)
  return {
    deliveries: DELIVERIES,
    lanes: MANY_LANES.subjects * MANY_LANES.handlers.length,
    batch: BATCH,
    perSecond: own.map(median),
    barePerSecond: median(bare),
    bareWithBodiesPerSecond: median(withBodies),
    ratio: median(rounds),
    rounds,
  }
}

async function runBareLoops(stage: Stage): Promise<{ bare: number; withBodies: number }> {
  const database = await createDatabase(stage, 'bare_loop')
  const loop = await openBareLoop(database)
  try {
    return {
      bare: await loop.batches(DELIVERIES, BATCH),
      withBodies: await loop.batchesWithBodies(DELIVERIES, BATCH),
    }
  } finally {
    await loop.close()
    await database.drop()
  }
}
