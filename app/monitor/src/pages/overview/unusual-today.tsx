import '@ui5/webcomponents-icons/dist/alert.js'
import '@ui5/webcomponents-icons/dist/sys-enter-2.js'
import { Icon } from '@ui5/webcomponents-react/Icon'
import { Link } from 'react-router'
import type { Overview, Unusual } from '../../api/monitor-shapes.ts'
import { Section } from '../../parts/section.tsx'
import { Time } from '../../parts/time.tsx'
import { useTexts } from '../../text/use-texts.ts'

/** What is not as on other days, and where it is dealt with. */
export function UnusualToday({ overview }: { readonly overview: Overview }) {
  const { t } = useTexts()
  return (
    <Section title={t.overview.unusual}>
      <ul className="unusual">
        {overview.unusual.length === 0 && (
          <li>
            <Icon name="sys-enter-2" design="Positive" mode="Decorative" />
            <span>{t.overview.nothingUnusual}</span>
          </li>
        )}
        {overview.unusual.map((unusual) => (
          <Entry key={`${unusual.kind} ${unusual.handler ?? ''}`} unusual={unusual} />
        ))}
      </ul>
    </Section>
  )
}

function Entry({ unusual }: { readonly unusual: Unusual }) {
  const { t } = useTexts()
  const { kind, handler = '', count = 0, since } = unusual
  return (
    <li>
      <Icon name="alert" design="Critical" mode="Decorative" />
      <div>
        {t.overview.kind[kind](handler, count)}{' '}
        {since !== undefined && (
          <span className="muted">
            (<Time at={since} />){' '}
          </span>
        )}
        <Link to={placeOf(unusual)}>{t.overview.act[kind]}</Link>
      </div>
    </li>
  )
}

function placeOf({ kind, handler }: Unusual): string {
  switch (kind) {
    case 'no_events':
      return '/connect'
    case 'refusals':
      return '/refused'
    case 'parked':
      return '/parked'
    default:
      return `/handlers/${encodeURIComponent(handler ?? '')}`
  }
}
