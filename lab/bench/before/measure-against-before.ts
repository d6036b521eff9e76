import { floor } from '../arms/hand-written.ts'
import { measureRounds } from '../arms/measure-rounds.ts'
import { serviceHeld, serviceRunning } from '../arms/our-service.ts'
import type { BenchOptions } from '../options.ts'
import type { Measured } from '../report/measured.ts'
import type { Stage } from '../stage/open-stage.ts'
import { checkOut } from './check-out.ts'
import { measureDrain } from './drain.ts'
import { loadOlderBench } from './older-bench.ts'

const NOTHING_ELSE = {
  start: null,
  burst: null,
  backlog: null,
  manyLanes: null,
  oneLane: null,
  flat: null,
  filters: null,
  unitCosts: null,
  tokenCost: null,
  tokenMemory: null,
} as const

/** Runs the service of an older commit and ours in turn, in the same run and on the same database server. */
export async function measureAgainstBefore(
  stage: Stage,
  revision: string,
  options: BenchOptions,
): Promise<Measured> {
  const checkout = await checkOut(revision)
  stage.atClose(checkout.remove)
  const older = await loadOlderBench(checkout)
  const arms = [floor, older.held, serviceHeld, older.running, serviceRunning]
  const rounds = await measureRounds(arms, stage, { ...options, profileFolder: null })
  const drain = await measureDrain(stage, older, options.rounds)
  return { ...NOTHING_ELSE, arms, rounds, drain }
}
