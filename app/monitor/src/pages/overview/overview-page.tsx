import { Link } from 'react-router'
import type { Overview } from '../../api/monitor-shapes.ts'
import { useGet } from '../../api/use-get.ts'
import { ShareBars } from '../../charts/share-bars.tsx'
import { useKeptCompany } from '../../company/kept-company.ts'
import { EventType } from '../../parts/event-type.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { MessageMark } from '../../parts/mark.tsx'
import { NoneNote } from '../../parts/none-note.tsx'
import { Page } from '../../parts/page.tsx'
import { Section } from '../../parts/section.tsx'
import { isFilterType } from '../../parts/type-filter.ts'
import { useTexts } from '../../text/use-texts.ts'
import { InstallationCharts } from './installation-charts.tsx'
import './overview-page.css'
import { Sentence } from './sentence.tsx'
import { Tiles } from './tiles.tsx'
import { UnusualToday } from './unusual-today.tsx'

/** Answers: does everything work? */
export function OverviewPage() {
  const { t } = useTexts()
  const overview = useGet<Overview>('/overview')
  const company = useKeptCompany()
  return (
    <Page
      title={t.overview.title}
      lead={
        // The sentence must not contradict the error note below it.
        overview.error === undefined &&
        overview.data !== undefined && <Sentence overview={overview.data} />
      }
    >
      <Loaded resource={overview} lines={8}>
        {(stats) => (
          <>
            {company !== '' && <p className="muted">{t.overview.ofAllCompanies}</p>}
            <Tiles overview={stats} />
            <p className="overview-terms muted">
              {t.common.term.message} {t.common.term.delivery}
            </p>
            <div className="overview-grid">
              <Types overview={stats} />
              <UnusualToday overview={stats} />
            </div>
            <InstallationCharts />
          </>
        )}
      </Loaded>
    </Page>
  )
}

function Types({ overview }: { readonly overview: Overview }) {
  const { t } = useTexts()
  const { types, typesCut, eventsWithoutHandler: left } = overview
  // Several types can be masked, with one text.
  const shares = types.map(({ type, events }, index) => ({
    key: `${index} ${type}`,
    name: <TypeLink type={type} />,
    value: events,
    text: t.units.events(events),
  }))
  const sum = types.reduce((all, { events }) => all + events, 0)
  return (
    <Section title={t.overview.byType}>
      {shares.length === 0 ? <NoneNote text={t.overview.noTypes} /> : <ShareBars shares={shares} />}
      {typesCut && <p className="muted">{t.overview.typesCut(t.units.events(sum))}</p>}
      {left.count > 0 && (
        <p className="overview-no-handler">
          <MessageMark status="NO_HANDLER" />
          <Link to="/messages?status=NO_HANDLER&period=day">
            {t.overview.inDay(t.units.events(left.count, left.atLeast))}
          </Link>
        </p>
      )}
    </Section>
  )
}

function TypeLink({ type }: { readonly type: string | null }) {
  const { t } = useTexts()
  if (type === null) return <>{t.overview.noType}</>
  if (!isFilterType(type)) return <EventType type={type} />
  return (
    <Link to={`/messages?type=${encodeURIComponent(type)}`}>
      <EventType type={type} />
    </Link>
  )
}
