import type { SeededRandom } from '../../lib/local/connector/seeded-random.ts'

/** One failover: the way the primary is lost, and the order in which the others learn it. */
export interface PlannedFailover {
  readonly loss: 'killed' | 'frozen'
  /** the address leads to the standby before it is promoted, so that writes meet a read-only server */
  readonly isAddressFirst: boolean
  /** the promoted server confirms no commit before a new standby has joined */
  readonly isStrict: boolean
  /** the old primary runs again when the address has been switched (frozen ones) */
  readonly thaws: boolean
  /** load before the loss (ms) */
  readonly pauseMs: number
}

const MIN_PAUSE_MS = 500
const MAX_PAUSE_MS = 2_000

/** Every kind comes in turn, whatever the seed; only the moments are random. */
export function planFailovers(count: number, random: SeededRandom): PlannedFailover[] {
  return Array.from({ length: count }, (_, index) => ({
    loss: index % 2 === 0 ? 'killed' : 'frozen',
    isAddressFirst: index % 3 === 1,
    isStrict: index % 5 === 4,
    thaws: index % 4 === 1,
    pauseMs: random.integer(MIN_PAUSE_MS, MAX_PAUSE_MS),
  }))
}
