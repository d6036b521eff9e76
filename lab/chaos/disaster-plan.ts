import type { SeededRandom } from '../../lib/local/connector/seeded-random.ts'
import { FORGET_MOMENTS, type ForgetMoment } from './forget-steps.ts'
import type { RestartKind } from './restartable-postgres.ts'

export type Disaster =
  | { readonly kind: 'kill'; readonly pauseMs: number }
  | { readonly kind: 'freeze'; readonly pauseMs: number; readonly moment: FreezeMoment }
  | { readonly kind: 'restart'; readonly pauseMs: number; readonly how: RestartKind }
  /** a person is forgotten; the instance that comes to this step is killed */
  | { readonly kind: 'forget'; readonly pauseMs: number; readonly killAt: ForgetMoment | null }

/** When a process is frozen: while its handlers run, or in the middle of a transaction. */
export type FreezeMoment = 'running' | 'in a transaction'

export interface DisasterCounts {
  readonly kills: number
  readonly freezes: number
  readonly restarts: number
  /** erasures without a planned disturbance */
  readonly forgets: number
  /** erasures with a kill at one of their steps */
  readonly forgetKills: number
}

const MIN_PAUSE_MS = 500
const MAX_PAUSE_MS = 4_500
// In this order, whatever the seed: the supervisor of PostgreSQL gives up after five ends in a row
// that were not ordered, and an ordered stop begins anew.
const RESTARTS: readonly RestartKind[] = ['fast stop', 'immediate stop', 'SIGKILL']
const MOMENTS: readonly FreezeMoment[] = ['running', 'in a transaction']

/** All that happens, in one order that the seed decides. */
export function planDisasters(counts: DisasterCounts, random: SeededRandom): Disaster[] {
  const kinds = [
    ...new Array<'kill'>(counts.kills).fill('kill'),
    ...new Array<'freeze'>(counts.freezes).fill('freeze'),
    ...new Array<'restart'>(counts.restarts).fill('restart'),
    ...new Array<'forget'>(counts.forgets).fill('forget'),
    ...new Array<'forget with a kill'>(counts.forgetKills).fill('forget with a kill'),
  ]
  let freezes = 0
  let restarts = 0
  let forgetKills = 0
  return shuffle(kinds, random).map((kind): Disaster => {
    const pauseMs = random.integer(MIN_PAUSE_MS, MAX_PAUSE_MS)
    if (kind === 'kill') return { kind, pauseMs }
    if (kind === 'forget') return { kind, pauseMs, killAt: null }
    if (kind === 'forget with a kill') {
      const killAt = FORGET_MOMENTS[forgetKills % FORGET_MOMENTS.length] as ForgetMoment
      forgetKills += 1
      return { kind: 'forget', pauseMs, killAt }
    }
    if (kind === 'freeze') {
      const moment = MOMENTS[freezes % MOMENTS.length] as FreezeMoment
      freezes += 1
      return { kind, pauseMs, moment }
    }
    const how = RESTARTS[restarts % RESTARTS.length] as RestartKind
    restarts += 1
    return { kind, pauseMs, how }
  })
}

function shuffle<T>(items: readonly T[], random: SeededRandom): T[] {
  const mixed = [...items]
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = random.integer(0, last)
    const kept = mixed[last] as T
    mixed[last] = mixed[other] as T
    mixed[other] = kept
  }
  return mixed
}
