import { Link } from 'react-router'
import { DeliveryActions } from '../../actions/delivery-actions.tsx'
import type { Delivery } from '../../api/shapes.ts'
import { EventType } from '../../parts/event-type.tsx'
import { Section } from '../../parts/section.tsx'
import { ExactTime } from '../../parts/time.tsx'
import { useTexts } from '../../text/use-texts.ts'
import './planned.css'

interface Props {
  readonly deliveries: readonly Delivery[]
  readonly name: string
  readonly onDone: () => void
}

/** Deliveries that wait for their start date. */
export function Planned({ deliveries, name, onDone }: Props) {
  const { t } = useTexts()
  const planned = deliveries.toSorted((a, b) => startOf(a).localeCompare(startOf(b)))
  if (planned.length === 0) return null
  return (
    <Section title={t.employee.plannedTitle}>
      <ul className="planned">
        {planned.map((delivery) => (
          <li key={`${delivery.messageId} ${delivery.ordinal} ${delivery.handler} ${delivery.run}`}>
            <strong>
              <ExactTime at={startOf(delivery)} />
            </strong>
            <Link to={`/messages/${delivery.messageId}`}>
              <EventType type={delivery.type} />
            </Link>
            <span>{delivery.handler}</span>
            <DeliveryActions delivery={delivery} about={name} onDone={onDone} compact />
          </li>
        ))}
      </ul>
    </Section>
  )
}

function startOf({ startAt, dueAt, receivedAt }: Delivery): string {
  return startAt ?? dueAt ?? receivedAt
}
