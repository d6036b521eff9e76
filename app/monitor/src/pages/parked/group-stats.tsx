import { Link } from 'react-router'
import type { ParkedGroup } from '../../api/monitor-shapes.ts'
import { Time } from '../../parts/time.tsx'
import { useTexts } from '../../text/use-texts.ts'

/** The number of waiting people, the oldest entry and the first failed message. */
export function GroupStats({ group }: { readonly group: ParkedGroup }) {
  const { t } = useTexts()
  const { handler, people, records, behind, oldest, first } = group
  return (
    <dl className="parked-stats">
      <div>
        <dt>{t.parked.waits}</dt>
        <dd className="parked-count numeric">{t.units.whom(people, records)}</dd>
      </div>
      <div>
        <dt>{t.parked.behind}</dt>
        <dd className="parked-count numeric">{t.units.deliveries(behind)}</dd>
      </div>
      <div>
        <dt>{t.parked.oldest}</dt>
        <dd>
          <Time at={oldest} />
        </dd>
      </div>
      <div>
        <dt>{t.common.handler}</dt>
        <dd>
          <Link to={`/handlers/${encodeURIComponent(handler)}`}>{handler}</Link>
        </dd>
      </div>
      <div>
        <dt>{t.parked.first}</dt>
        <dd>
          <Link className="mono" to={`/messages/${first.messageId}`}>
            {first.messageId}
          </Link>
        </dd>
      </div>
    </dl>
  )
}
