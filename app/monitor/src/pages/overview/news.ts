import type { Overview } from '../../api/monitor-shapes.ts'

/** The parts of the overview's sentence, the worst first. */
export type News =
  | 'parked'
  | 'noHandlers'
  | 'handlersOpen'
  | 'handlersHeld'
  | 'handlersNot'
  | 'handlersWell'
  | 'lastEvent'
  | 'nothingParked'

/** Pure. Work for an operator comes first. A handler counts as well only if it is. */
export function newsOf({
  handlers,
  parked,
}: Pick<Overview, 'handlers' | 'parked'>): readonly News[] {
  const { total, upToDate, held, open } = handlers
  const isParked = parked.people + parked.records > 0
  const isBad = total === 0 || upToDate < total
  const bad: readonly (News | false)[] = [
    isParked && 'parked',
    total === 0 && 'noHandlers',
    open > 0 && 'handlersOpen',
    held > 0 && 'handlersHeld',
    total > 0 && isBad && 'handlersNot',
  ]
  const good: readonly (News | false)[] = [
    !isBad && 'handlersWell',
    'lastEvent',
    !isParked && 'nothingParked',
  ]
  return [...bad, ...good].filter((news) => news !== false)
}
