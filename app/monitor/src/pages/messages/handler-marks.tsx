import { Icon } from '@ui5/webcomponents-react/Icon'
import type { Delivery } from '../../api/shapes.ts'
import { deliveryLook } from '../../parts/look.ts'
import { useStateText } from '../../parts/mark.tsx'
import './handler-marks.css'

interface Props {
  readonly deliveries: readonly Delivery[] | undefined
}

/** One mark for each handler that has an event of the message, the worst of its states. */
export function HandlerMarks({ deliveries }: Props) {
  const word = useStateText()
  if (deliveries === undefined) return null
  if (deliveries.length === 0) return <>–</>
  return (
    <span className="handler-marks">
      {worstByHandler(deliveries).map(({ handler, state }) => {
        const { icon, tone } = deliveryLook(state)
        const text = `${handler}: ${word(state)}`
        return (
          <span key={handler} className={`handler-mark mark-${tone}`} title={text}>
            <Icon name={icon} mode="Decorative" />
            <span className="hidden">{text}</span>
          </span>
        )
      })}
    </span>
  )
}

const BADNESS = [
  'failed',
  'retrying',
  'running',
  'waiting',
  'scheduled',
  'cancelled',
  'skipped',
  'completed',
]

function worstByHandler(deliveries: readonly Delivery[]): Pick<Delivery, 'handler' | 'state'>[] {
  const worst = new Map<string, string>()
  for (const { handler, state } of lastRuns(deliveries)) {
    const before = worst.get(handler)
    if (before === undefined || BADNESS.indexOf(state) < BADNESS.indexOf(before)) {
      worst.set(handler, state)
    }
  }
  return [...worst]
    .map(([handler, state]) => ({ handler, state }))
    .sort((a, b) => a.handler.localeCompare(b.handler))
}

/** A failure that was run again says nothing any more. */
function lastRuns(deliveries: readonly Delivery[]): readonly Delivery[] {
  const last = new Map<string, Delivery>()
  for (const delivery of deliveries) {
    const key = `${delivery.ordinal} ${delivery.handler}`
    const before = last.get(key)
    if (before === undefined || before.run < delivery.run) last.set(key, delivery)
  }
  return [...last.values()]
}
