import { Button } from '@ui5/webcomponents-react/Button'
import type { MessageDetail } from '../../api/shapes.ts'
import { useTexts } from '../../text/use-texts.ts'

interface Props {
  readonly message: MessageDetail
  readonly onMore: () => void
}

/** The number of visible events of a long message, and a button for more. */
export function MoreEvents({ message, onMore }: Props) {
  const { t, f } = useTexts()
  const { events, eventCount, next } = message
  if (next === null) return null
  return (
    <div className="more-events">
      <span className="muted" role="status">
        {t.message.eventsShown(f.number(events.length), f.number(eventCount))}
      </span>
      <Button onClick={onMore}>{t.common.more}</Button>
    </div>
  )
}
