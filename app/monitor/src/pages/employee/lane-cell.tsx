import { Icon } from '@ui5/webcomponents-react/Icon'
import { Link } from 'react-router'
import type { Delivery, EventRecord } from '../../api/shapes.ts'
import { deliveryLook } from '../../parts/look.ts'
import { useStateText } from '../../parts/mark.tsx'
import { useTexts } from '../../text/use-texts.ts'

interface Props {
  readonly event: EventRecord
  readonly delivery: Delivery | undefined
}

/** State of one event at one handler. */
export function LaneCell({ event, delivery }: Props) {
  const { t } = useTexts()
  const word = useStateText()
  if (delivery === undefined) {
    return (
      <td>
        <span className="hidden">{t.employee.notTaken}</span>
      </td>
    )
  }
  const { icon, tone } = deliveryLook(delivery.state)
  return (
    <td className="swimlane-stop">
      <Link className={`swimlane-mark mark-${tone}`} to={`/messages/${event.messageId}`}>
        <Icon name={icon} mode="Decorative" />
        <span>{word(delivery.state)}</span>
      </Link>
    </td>
  )
}
