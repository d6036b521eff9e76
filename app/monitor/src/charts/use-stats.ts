import { useEffect, useRef } from 'react'
import type { HandlerStats, Stats } from '../api/monitor-shapes.ts'
import { useGet } from '../api/use-get.ts'
import type { Resource } from '../api/use-resource.ts'
import { useLive } from '../live/use-live.ts'
import { useNow } from '../text/now.ts'
import { useStatsRange } from './use-stats-range.ts'

const MINUTE_MS = 60_000

/** The numbers of the chosen range: of the installation, or of one handler. */
export function useStats(handler?: string): Resource<Stats> {
  const [range] = useStatsRange()
  return useEachMinute(useGet<Stats>('/stats', { range, handler }))
}

/** The numbers of each handler. */
export function useHandlerStats(): Resource<HandlerStats> {
  const [range] = useStatsRange()
  return useEachMinute(useGet<HandlerStats>('/stats/handlers', { range }))
}

/** Time passes in the charts even if nothing changes. */
function useEachMinute<Data>(resource: Resource<Data>): Resource<Data> {
  const { state } = useLive()
  const minute = Math.floor(useNow() / MINUTE_MS)
  const shown = useRef(minute)
  const { reload } = resource
  useEffect(() => {
    if (state !== 'live' || shown.current === minute) return
    shown.current = minute
    void reload()
  }, [minute, state, reload])
  return resource
}
