import type { Overview } from '../../api/monitor-shapes.ts'
import type { Texts } from '../../text/en.ts'
import { useNow } from '../../text/now.ts'
import { useTexts } from '../../text/use-texts.ts'

/** How things stand, in words. */
export function Sentence({ overview }: { readonly overview: Overview }) {
  const { t, f } = useTexts()
  const now = useNow()
  const { lastEventAt, parked } = overview
  const parts = [
    handlersOf(overview, t),
    lastEventAt === null
      ? t.overview.noEventYet
      : t.overview.lastEvent(f.relative(lastEventAt, now)),
    parked.lanes === 0 ? t.overview.nothingParked : t.overview.parked(parked.lanes),
  ]
  return <span className="overview-sentence">{`${parts[0]}; ${parts[1]}, ${parts[2]}.`}</span>
}

function handlersOf({ handlers }: Overview, { overview }: Texts): string {
  // Retired ones are not among them.
  const { running, total } = handlers
  if (total === 0) return overview.noHandlers
  return running === total ? overview.handlersWell(total) : overview.handlersNot(running, total)
}
