import { floor } from '../arms/hand-written.ts'
import { measureRounds } from '../arms/measure-rounds.ts'
import {
  knownHeld,
  knownRunning,
  ofKnownPersons,
  serviceHeld,
  serviceRunning,
} from '../arms/our-service.ts'
import type { BenchOptions } from '../options.ts'
import type { Measured } from '../report/measured.ts'
import type { Stage } from '../stage/open-stage.ts'
import { checkOut } from './check-out.ts'
import { measureDrain } from './drain.ts'
import { KNOWN_HELD_BEFORE, KNOWN_RUNNING_BEFORE, loadOlderBench } from './older-bench.ts'

/** for `--only` */
const DRAIN = 'drain'

const NOTHING_ELSE = {
  start: null,
  burst: null,
  backlog: null,
  manyLanes: null,
  oneLane: null,
  flat: null,
  snapshot: null,
  filters: null,
  unitCosts: null,
  tokenCost: null,
  tokenMemory: null,
} as const

/**
 * Runs the service of an older commit and ours in turn, in the same run and on the same database server. With
 * `only`, it runs these arms of ours, each beside the one of the older commit.
 */
export async function measureAgainstBefore(
  stage: Stage,
  revision: string,
  options: BenchOptions,
): Promise<Measured> {
  const checkout = await checkOut(revision)
  stage.atClose(checkout.remove)
  const older = await loadOlderBench(checkout)
  const wanted = (name: string) => options.only?.has(name) ?? true
  const pairs = [
    [older.held, serviceHeld],
    [ofKnownPersons(older.held, KNOWN_HELD_BEFORE), knownHeld],
    [older.running, serviceRunning],
    [ofKnownPersons(older.running, KNOWN_RUNNING_BEFORE), knownRunning],
  ] as const
  const arms = pairs.filter(([, ours]) => wanted(ours.name)).flat()
  if (wanted(floor.name)) arms.unshift(floor)
  const rounds = await measureRounds(arms, stage, { ...options, profileFolder: null })
  const drain = wanted(DRAIN) ? await measureDrain(stage, older, options.rounds) : []
  return { ...NOTHING_ELSE, arms, rounds, drain }
}
