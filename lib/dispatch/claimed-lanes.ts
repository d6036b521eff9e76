import type { ParkedHead, StartedDelivery } from '../store/record/started-delivery.ts'
import type { FoundLanes } from './handler-places.ts'

/** What a claim has brought. */
export interface ClaimedLanes {
  readonly started: readonly StartedDelivery[]
  /** lanes whose head had failed before it could run, and that now wait for a person */
  readonly parked: readonly ParkedHead[]
  /** handlers of the lanes whose head has a start date in the future, once for each lane */
  readonly postponed: readonly number[]
  /** when a rate limit lets the next start through (ms); null = nothing is known to come */
  readonly lookAgainMs: number | null
  /** the due time from which the next claim may read, by handler; those that may not start are missing */
  readonly nextFrom: ReadonlyMap<number, string | null>
  /** handlers with due lanes that this claim has left */
  readonly hasMore: ReadonlySet<number>
}

/** What the claim found, by handler. */
export function foundLanes({
  started,
  parked,
  postponed,
  nextFrom,
  hasMore,
}: ClaimedLanes): Map<number, FoundLanes> {
  const lanes = new Map<number, number>()
  const ids = [...started, ...parked].map(({ handlerId }) => handlerId)
  for (const id of [...ids, ...postponed]) lanes.set(id, (lanes.get(id) ?? 0) + 1)
  return new Map(
    [...nextFrom].map(([id, from]) => [
      id,
      { lanes: lanes.get(id) ?? 0, hasMore: hasMore.has(id), nextFrom: from },
    ]),
  )
}
