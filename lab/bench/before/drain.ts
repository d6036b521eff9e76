import { MANY_LANES } from '../lanes/many-lanes.ts'
import { measureSettleRate } from '../lanes/settle-rate.ts'
import type { Stage } from '../stage/open-stage.ts'
import type { OlderBench } from './older-bench.ts'

/** Deliveries per second of both commits in each round, over many lanes with one process. */
export interface DrainRound {
  readonly before: number
  readonly now: number
}

/** Settles the same backlog with both services, in turn; each round begins with the other one. */
export async function measureDrain(
  stage: Stage,
  older: OlderBench,
  rounds: number,
): Promise<DrainRound[]> {
  const order = { filling: MANY_LANES, processes: 1, profileFolder: null }
  const runs: DrainRound[] = []
  for (let round = 0; round < rounds; round += 1) {
    const nowFirst = round % 2 === 1
    const early = nowFirst ? await measureSettleRate(stage, order) : null
    const before = await older.measureSettleRate(stage, order)
    const now = early ?? (await measureSettleRate(stage, order))
    console.log(`round ${round + 1}: drain ${Math.round(before)} before, ${Math.round(now)} now`)
    runs.push({ before, now })
  }
  return runs
}
