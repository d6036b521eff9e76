import { Link } from 'react-router'
import type { MessageDetail } from '../../api/shapes.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { MESSAGE_LOOKS } from '../../parts/look.ts'
import { NoneNote } from '../../parts/none-note.tsx'
import { Section } from '../../parts/section.tsx'
import { useNow } from '../../text/now.ts'
import { useTexts } from '../../text/use-texts.ts'
import { DeliveryHistory } from './delivery-history.tsx'
import './timeline.css'
import { AttemptBars } from './attempt-bars.tsx'
import { lanesOf, spanOf } from './lanes-of-message.ts'
import { WithoutHandler } from './without-handler.tsx'

interface Props {
  readonly message: MessageDetail
  readonly onDone: () => void
}

/** The timeline from receipt to the end, one lane per handler. */
export function Timeline({ message, onDone }: Props) {
  const { t, f } = useTexts()
  const now = useNow()
  const lanes = lanesOf(message)
  const span = spanOf(message, now)
  if (lanes.length === 0) {
    const isFannedOut = message.status === 'PROCESSING'
    if (!isFannedOut && message.eventsWithoutHandler === 0) return null
    return (
      <Section title={t.message.happened}>
        {isFannedOut ? (
          <NoneNote text={t.message.otherVersion} />
        ) : (
          <EmptyState
            icon={MESSAGE_LOOKS.NO_HANDLER.icon}
            title={t.message.noHandler}
            text={t.message.noHandlerText}
          >
            <Link to="/handlers">{t.message.toHandlers}</Link>
          </EmptyState>
        )}
      </Section>
    )
  }
  return (
    <Section
      title={t.message.happened}
      aside={
        span.ended && <span className="muted">{t.message.total(f.duration(span.lengthMs))}</span>
      }
      hint={`${t.common.term.delivery} ${t.common.term.order}`}
    >
      <AttemptBars lanes={lanes} span={span} />
      <div className="timeline">
        {lanes.map((lane) => (
          <DeliveryHistory key={lane.key} lane={lane} message={message} onDone={onDone} />
        ))}
        {message.eventsWithoutHandler > 0 && <WithoutHandler message={message} />}
      </div>
    </Section>
  )
}
