import { Link } from 'react-router'
import { DeliveryActions } from '../../actions/delivery-actions.tsx'
import { deliveryOfHead } from '../../actions/delivery-of-head.ts'
import type { Lane, SubjectDetail } from '../../api/shapes.ts'
import { causeOf } from '../../parts/cause-of.ts'
import { EventType } from '../../parts/event-type.tsx'
import { Section } from '../../parts/section.tsx'
import { Time } from '../../parts/time.tsx'
import { useTexts } from '../../text/use-texts.ts'
import './parked-heads.css'

interface Props {
  readonly subject: SubjectDetail
  readonly name: string
  readonly onDone: () => void
}

/** The first delivery of each parked lane: its error, the deliveries behind it, and the actions. */
export function ParkedHeads({ subject, name, onDone }: Props) {
  const { t } = useTexts()
  const parked = subject.lanes.filter(({ status }) => status === 'parked')
  if (parked.length === 0) return null
  return (
    <Section title={t.employee.parkedTitle}>
      <div className="parked-heads">
        {parked.map((lane) => (
          <Head key={lane.handler} lane={lane} name={name} onDone={onDone} />
        ))}
      </div>
    </Section>
  )
}

function Head({ lane, name, onDone }: { readonly lane: Lane } & Omit<Props, 'subject'>) {
  const { t } = useTexts()
  const { head, handler, waitingBehind } = lane
  if (head === null) return null
  return (
    <article className="parked-head">
      <div className="parked-head-title">
        <h3>
          <Link to={`/handlers/${encodeURIComponent(handler)}`}>{handler}</Link>
        </h3>
        <Link to={`/messages/${head.messageId}`}>
          <EventType type={head.type} />
        </Link>
        <span className="muted">
          <Time at={head.receivedAt} />
          {head.edit > 0 && `, ${t.message.edited}`}
        </span>
        <div className="parked-head-actions">
          <DeliveryActions delivery={deliveryOfHead(head, handler)} about={name} onDone={onDone} />
        </div>
      </div>
      <p className="parked-head-error">
        {causeOf(head.reasonCode, t)}
        {head.error !== null && (
          <>
            {': '}
            <strong>{head.error.message ?? head.error.name}</strong>
          </>
        )}
      </p>
      <p className="muted">{t.employee.behindHead(waitingBehind)}</p>
    </article>
  )
}
