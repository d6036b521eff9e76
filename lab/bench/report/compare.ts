import type { Figures } from '../arms/arm.ts'
import { median } from '../load/percentile.ts'
import type { MachineLoad } from '../stage/machine-load.ts'

/** One round: the figures of each arm that ran in it, by name. */
export type Round = ReadonlyMap<string, Figures>

/** Reads one number out of an arm's figures; null = not measured. */
export type Measure = (figures: Figures) => number | null

export const throughput: Measure = ({ perSecond }) => perSecond
export const serviceCpu: Measure = ({ serverCpuUs }) => serverCpuUs
export const databaseCpu: Measure = ({ databaseCpuUs }) => databaseCpuUs
export const wholeCpu: Measure = ({ serverCpuUs, databaseCpuUs }) =>
  serverCpuUs === null || databaseCpuUs === null ? null : serverCpuUs + databaseCpuUs

/**
 * Median of the ratios of two arms, each taken within a round: rates of a machine swing from minute
 * to minute, ratios of neighbours much less. Null where they never ran in the same round.
 */
export function pairedRatio(
  rounds: readonly Round[],
  name: string,
  to: string,
  measure: Measure,
): number | null {
  const ratios = rounds.flatMap((round) => {
    const [own, other] = [round.get(name), round.get(to)]
    if (own === undefined || other === undefined) return []
    const [value, reference] = [measure(own), measure(other)]
    return value === null || reference === null ? [] : [value / reference]
  })
  return ratios.length === 0 ? null : median(ratios)
}

export interface ArmSummary {
  readonly perSecond: number
  readonly each: readonly number[]
  readonly p50Ms: number
  readonly p99Ms: number
  readonly serverCpuUs: number | null
  readonly databaseCpuUs: number | null
  readonly senderCpuUs: number
  readonly machine: MachineLoad
}

/** Medians over the rounds; null where the arm did not run. */
export function summaryOf(rounds: readonly Round[], name: string): ArmSummary | null {
  const figures = rounds.flatMap((round) => round.get(name) ?? [])
  if (figures.length === 0) return null
  const each = figures.map(({ perSecond }) => perSecond)
  return {
    perSecond: median(each),
    each,
    p50Ms: median(figures.map(({ p50Ms }) => p50Ms)),
    p99Ms: median(figures.map(({ p99Ms }) => p99Ms)),
    serverCpuUs: medianOrNull(figures.map(({ serverCpuUs }) => serverCpuUs)),
    databaseCpuUs: medianOrNull(figures.map(({ databaseCpuUs }) => databaseCpuUs)),
    senderCpuUs: median(figures.map(({ senderCpuUs }) => senderCpuUs)),
    machine: {
      others: median(figures.map(({ machine }) => machine.others)),
      idle: median(figures.map(({ machine }) => machine.idle)),
    },
  }
}

function medianOrNull(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : median(known)
}
