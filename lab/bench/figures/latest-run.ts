import type { AnswerToStart } from '../dispatch/answer-to-start.ts'
import type { Burst } from '../dispatch/burst.ts'
import { type ArmSummary, pairedRatio, summaryOf, wholeCpu } from '../report/compare.ts'
import type { Measured } from '../report/measured.ts'
import type { TokenCost } from '../tokens/token-cost.ts'
import type { UnitCosts } from '../unit-costs/unit-costs.ts'

/** The figures of the last whole run, as the documents quote them. */
export interface LatestRun {
  /** such as 2026-11-26 01:20 UTC */
  readonly at: string
  /** versions and machine */
  readonly facts: readonly string[]
  readonly floor: ArmSummary
  readonly held: ArmSummary
  readonly running: ArmSummary
  /** CPU of service and database per call, divided by the floor's: medians of the rounds */
  readonly heldToFloor: number
  readonly runningToFloor: number
  /** deliveries settled per second: over many lanes with one process, and in one lane */
  readonly drainPerSecond: number
  readonly oneLanePerSecond: number
  /** cost of a delivery in a full database, divided by that in an empty one */
  readonly flatRatio: number
  /** the slowest filter of the operations API (ms) */
  readonly slowestFilterP95Ms: number
  readonly start: AnswerToStart
  readonly burst: Burst
  readonly unitCosts: UnitCosts
  readonly tokenCost: TokenCost
}

/** @throws Error when the run was not whole */
export function latestRun(at: string, facts: readonly string[], measured: Measured): LatestRun {
  const { rounds, manyLanes, oneLane, flat, filters, start, burst, unitCosts, tokenCost } = measured
  return {
    at,
    facts,
    floor: known(summaryOf(rounds, 'floor')),
    held: known(summaryOf(rounds, 'b-held')),
    running: known(summaryOf(rounds, 'b-running')),
    heldToFloor: known(pairedRatio(rounds, 'b-held', 'floor', wholeCpu)),
    runningToFloor: known(pairedRatio(rounds, 'b-running', 'floor', wholeCpu)),
    start: known(start),
    burst: known(burst),
    unitCosts: known(unitCosts),
    tokenCost: known(tokenCost),
    drainPerSecond: known(manyLanes?.perSecond[0]),
    oneLanePerSecond: known(oneLane).perSecond,
    flatRatio: known(flat).ratio,
    slowestFilterP95Ms: Math.max(...known(filters).map(({ p95Ms }) => p95Ms)),
  }
}

function known<Value>(value: Value | null | undefined): Value {
  if (value === null || value === undefined)
    throw new Error('expected a whole run with all figures')
  return value
}
