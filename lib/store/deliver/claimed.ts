import type { ParkedHead, StartedWithoutEvent } from '../record/started-delivery.ts'
import { type StartedRow, toStartedDelivery } from './started-row.ts'

/** A claim counts the due lanes that it leaves up to here. */
export const MOST_LEFT = 200

/** Where a claim starts to read the index of due lanes: the result of an earlier claim of this process. */
export interface ReadFrom {
  /** first due time; null = from the oldest due lane */
  readonly lanesFrom: string | null
  /** end of the earliest lease that counts; null = from the earliest that is valid */
  readonly leasesFrom: string | null
}

export interface Claimed {
  readonly started: readonly StartedWithoutEvent[]
  /** lanes that parked because their head failed before it could run */
  readonly parked: readonly ParkedHead[]
  /** handlers of lanes with a head that starts later, once for each lane */
  readonly postponed: readonly number[]
  /** time until a rate limit admits the next start (ms); null = unknown */
  readonly lookAgainMs: number | null
  /** for the next claim, by handler; without handlers that may not start */
  readonly nextFrom: ReadonlyMap<number, ReadFrom>
  /** number of due lanes left, by handler; Infinity = MOST_LEFT or more */
  readonly lanesLeft: ReadonlyMap<number, number>
}

/** At least one row for each handler that may claim; without a step if nothing is due. */
export type ClaimedRow = StartedRow & {
  requested_handler_id: number
  next_lanes_from: string | null
  next_leases_from: string | null
  lanes_left: number
  step: 'start' | 'park' | 'postpone' | null
  look_again_ms: number | null
}

export function toClaimed(rows: readonly ClaimedRow[]): Claimed {
  const nextFrom = new Map<number, ReadFrom>()
  const lanesLeft = new Map<number, number>()
  const started: StartedWithoutEvent[] = []
  const parked: ParkedHead[] = []
  const postponed: number[] = []
  let lookAgainMs: number | null = null
  for (const row of rows) {
    const { step, reason_code, look_again_ms } = row
    nextFrom.set(row.requested_handler_id, {
      lanesFrom: row.next_lanes_from,
      leasesFrom: row.next_leases_from,
    })
    lanesLeft.set(row.requested_handler_id, row.lanes_left < MOST_LEFT ? row.lanes_left : Infinity)
    if (look_again_ms !== null) lookAgainMs = Math.min(lookAgainMs ?? look_again_ms, look_again_ms)
    if (step === 'start') started.push(toStartedDelivery(row))
    else if (step === 'postpone') postponed.push(row.handler_id)
    else if (step === 'park') {
      const { message_id, ordinal, handler_id, run } = row
      parked.push({
        messageId: message_id,
        ordinal,
        handlerId: handler_id,
        run,
        reasonCode: reason_code,
      })
    }
  }
  return { started, parked, postponed, lookAgainMs, nextFrom, lanesLeft }
}
