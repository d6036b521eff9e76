import { STATS_RANGES, type StatsRange } from '../../../../lib/api/states.ts'
import { useAddressParameter } from '../parts/use-address-parameter.ts'

const DEFAULT: StatsRange = '24h'

/** The range of the charts, in the address. */
export function useStatsRange(): readonly [StatsRange, (range: StatsRange) => void] {
  const [named, change] = useAddressParameter('range')
  const range = STATS_RANGES.find((known) => known === named) ?? DEFAULT
  return [range, (chosen) => change(chosen === DEFAULT ? '' : chosen)]
}
