import type { Overview } from '../../api/monitor-shapes.ts'
import { useNow } from '../../text/now.ts'
import { serverNow } from '../../text/server-clock.ts'
import { useTexts } from '../../text/use-texts.ts'
import { type News, newsOf } from './news.ts'

/** The overall state in words, the worst news first. */
export function Sentence({ overview }: { readonly overview: Overview }) {
  const { t, f } = useTexts()
  // This only renders again. The time may be older than an event that has just arrived.
  useNow()
  const { lastEventAt, parked } = overview
  const { total, upToDate, held, open } = overview.handlers
  const words: Readonly<Record<News, () => string>> = {
    parked: () => t.overview.parked(parked.people, parked.records),
    noHandlers: () => t.overview.noHandlers,
    handlersOpen: () => t.overview.handlersOpen(open),
    handlersHeld: () => t.overview.handlersHeld(held),
    handlersNot: () => t.overview.handlersNot(upToDate, total),
    handlersWell: () => t.overview.handlersWell(total),
    lastEvent: () =>
      lastEventAt === null
        ? t.overview.noEventYet
        : t.overview.lastEvent(f.moment(lastEventAt, serverNow(), false)),
    nothingParked: () => t.overview.nothingParked,
  }
  const [first = '', ...rest] = newsOf(overview).map((news) => words[news]())
  const sentence = `${first.charAt(0).toLocaleUpperCase(f.locale)}${first.slice(1)}; ${rest.join(', ')}`
  return (
    // The last word may be an abbreviation with its own full stop.
    <span className="overview-sentence">{sentence.endsWith('.') ? sentence : `${sentence}.`}</span>
  )
}
