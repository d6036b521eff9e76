import { Link } from 'react-router'
import type { MessageDetail } from '../../api/shapes.ts'
import { shortType } from '../../parts/event-type.tsx'
import { MessageMark } from '../../parts/mark.tsx'
import { useTexts } from '../../text/use-texts.ts'

/** The events that no handler takes, if handlers take others of the message. */
export function WithoutHandler({ message }: { readonly message: MessageDetail }) {
  const { t } = useTexts()
  const left = message.events.filter(({ noHandler }) => noHandler)
  return (
    <article className="delivery-history delivery-history-no-handler">
      <header className="delivery-history-head">
        <h3>{t.message.noHandlerOf(message.eventsWithoutHandler, message.eventCount)}</h3>
        <MessageMark status="NO_HANDLER" />
        <span className="muted">
          {left
            .map(({ ordinal, type }) =>
              [t.message.ordinal(ordinal), type === null ? '' : shortType(type)]
                .filter(Boolean)
                .join(': '),
            )
            .join(', ')}
        </span>
      </header>
      <p className="muted">
        {t.message.noHandlerText} <Link to="/handlers">{t.message.toHandlers}</Link>
      </p>
    </article>
  )
}
