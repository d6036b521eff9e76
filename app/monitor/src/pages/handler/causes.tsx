import { Link } from 'react-router'
import type { Parked } from '../../api/monitor-shapes.ts'
import { useGet } from '../../api/use-get.ts'
import { causeOf } from '../../parts/cause-of.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { NoneNote } from '../../parts/none-note.tsx'
import { Section } from '../../parts/section.tsx'
import { useTexts } from '../../text/use-texts.ts'

/** Why lanes of a handler are parked, the most frequent cause first. */
export function Causes({ name }: { readonly name: string }) {
  const { t } = useTexts()
  const parked = useGet<Parked>('/parked')
  return (
    <Section title={t.handler.causes} aside={<Link to="/parked">{t.handler.toParked}</Link>}>
      <Loaded resource={parked}>
        {({ groups }) => {
          const own = groups.filter(({ handler }) => handler === name)
          if (own.length === 0) return <NoneNote text={t.handler.noCauses} />
          return (
            <ul className="cause-list">
              {own.map(({ reasonCode, error, people, records, first }) => (
                <li key={`${reasonCode} ${error?.message}`}>
                  <div>
                    <div>{causeOf(reasonCode, t)}</div>
                    <div className="muted">{error?.message ?? error?.name}</div>
                  </div>
                  <Link to={`/messages/${first.messageId}`}>{t.units.whom(people, records)}</Link>
                </li>
              ))}
            </ul>
          )
        }}
      </Loaded>
    </Section>
  )
}
