import { Icon } from '@ui5/webcomponents-react/Icon'
import type { ListedMessage } from '../../api/shapes.ts'
import { deliveryLook } from '../../parts/look.ts'
import { useStateText } from '../../parts/mark.tsx'
import './handler-marks.css'

/** One mark for each handler of a message: the worst state of its deliveries. */
export function HandlerMarks({ handlers }: Pick<ListedMessage, 'handlers'>) {
  const word = useStateText()
  if (handlers.length === 0) return <>–</>
  return (
    <span className="handler-marks">
      {handlers.map(({ handler, state }) => {
        const { icon, tone } = deliveryLook(state)
        const text = `${handler}: ${word(state)}`
        return (
          <span key={handler} className={`handler-mark mark-${tone}`} title={text}>
            <Icon name={icon} mode="Decorative" />
            <span className="handler-mark-name" aria-hidden="true">
              {handler}
            </span>
            <span className="hidden">{text}</span>
          </span>
        )
      })}
    </span>
  )
}
