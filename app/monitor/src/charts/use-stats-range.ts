import { useLocation, useNavigate, useSearchParams } from 'react-router'
import { STATS_RANGES, type StatsRange } from '../../../../lib/api/states.ts'

const DEFAULT: StatsRange = '24h'

/** The range of the charts. It is part of the address, so a shared link shows the same time. */
export function useStatsRange(): readonly [StatsRange, (range: StatsRange) => void] {
  const [search] = useSearchParams()
  const { state } = useLocation()
  const navigate = useNavigate()
  const named = search.get('range')
  const range = STATS_RANGES.find((known) => known === named) ?? DEFAULT

  function choose(chosen: StatsRange): void {
    const changed = new URLSearchParams(search)
    changed.delete('range')
    if (chosen !== DEFAULT) changed.set('range', chosen)
    void navigate({ search: changed.toString() }, { replace: true, state })
  }
  return [range, choose]
}
