import '@ui5/webcomponents-icons/dist/alert.js'
import '@ui5/webcomponents-icons/dist/sys-enter-2.js'
import { Icon } from '@ui5/webcomponents-react/Icon'
import { Link } from 'react-router'
import type { Overview, Unusual } from '../../api/monitor-shapes.ts'
import { IfAnswered, NotKnown } from '../../parts/answered.tsx'
import { Section } from '../../parts/section.tsx'
import { Time } from '../../parts/time.tsx'
import { isFilterType } from '../../parts/type-filter.ts'
import type { Texts } from '../../text/en.ts'
import { useTexts } from '../../text/use-texts.ts'

/** Anything unusual today, with a link to the page for it. */
export function UnusualToday({ overview }: { readonly overview: Overview }) {
  const { t } = useTexts()
  return (
    <Section title={t.overview.unusual}>
      {overview.unusual.length === 0 && <NotKnown />}
      <ul className="unusual">
        {overview.unusual.length === 0 && (
          <IfAnswered>
            <li>
              <Icon name="sys-enter-2" design="Positive" mode="Decorative" />
              <span>{t.overview.nothingUnusual}</span>
            </li>
          </IfAnswered>
        )}
        {overview.unusual.map((unusual, index) => (
          <Entry
            // biome-ignore lint/suspicious/noArrayIndexKey: several types can be masked, with one text
            key={`${unusual.kind} ${unusual.handler ?? unusual.type ?? ''} ${index}`}
            unusual={unusual}
            parked={overview.parked}
          />
        ))}
      </ul>
    </Section>
  )
}

interface EntryProps extends Pick<Overview, 'parked'> {
  readonly unusual: Unusual
}

function Entry({ unusual, parked: { people, records } }: EntryProps) {
  const { t } = useTexts()
  const { kind, handler, type, count = 0, since } = unusual
  const way = wayTo(unusual, t.overview)
  return (
    <li>
      <Icon name="alert" design="Critical" mode="Decorative" />
      <div>
        {t.overview.kind[kind](handler ?? type ?? '', count, people, records)}{' '}
        {since !== undefined && (
          <span className="muted">
            (<Time at={since} />){' '}
          </span>
        )}
        {way !== null && <Link to={way.to}>{way.text}</Link>}
      </div>
    </li>
  )
}

interface Way {
  readonly to: string
  readonly text: string
}

/** null = it is not fixed in the monitor */
function wayTo({ kind, handler, type }: Unusual, { act }: Texts['overview']): Way | null {
  switch (kind) {
    case 'no_events':
      return { to: '/connect', text: act.no_events }
    case 'refusals':
      return { to: '/refused', text: act.refusals }
    case 'parked':
      return { to: '/parked', text: act.parked }
    case 'no_handler':
      return { to: messagesWithoutHandler(type), text: act.no_handler }
    case 'handler_held':
    case 'circuit_open':
    case 'handler_retired':
      return { to: `/handlers/${encodeURIComponent(handler ?? '')}`, text: act[kind] }
    case 'fsync_off':
    case 'full_page_writes_off':
    case 'commit_not_flushed':
    case 'standby_asynchronous':
      return null
  }
}

function messagesWithoutHandler(type: string | undefined): string {
  const ofType = isFilterType(type) ? `&type=${encodeURIComponent(type)}` : ''
  return `/messages?status=NO_HANDLER${ofType}`
}
