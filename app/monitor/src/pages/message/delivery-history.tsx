import { Link } from 'react-router'
import { DeliveryActions } from '../../actions/delivery-actions.tsx'
import type { MessageDetail } from '../../api/shapes.ts'
import { DeliveryMark } from '../../parts/mark.tsx'
import { subjectName } from '../../parts/subject-name.ts'
import { useTexts } from '../../text/use-texts.ts'
import { AttemptItem } from './attempt-item.tsx'
import { isForgotten } from './forgotten-events.ts'
import type { MessageLane } from './lanes-of-message.ts'
import { NextStep } from './next-step.tsx'
import { OperatorAction } from './operator-action.tsx'

/** Older entries are collapsed. */
const SHOWN = 6

interface Props {
  readonly lane: MessageLane
  readonly message: MessageDetail
  readonly onDone: () => void
}

/** All attempts and actions of one event at one handler. */
export function DeliveryHistory({ lane, message, onDone }: Props) {
  const { t } = useTexts()
  const { delivery, attempts, touches, several } = lane
  const { subject } = delivery
  const about = subject === null ? message.id : subjectName(subject, t)
  const items = [
    ...attempts.map((attempt) => ({ at: attempt.startedAt, attempt, touch: null })),
    ...touches.map((touch) => ({ at: touch.requestedAt, attempt: null, touch })),
  ].sort((a, b) => a.at.localeCompare(b.at))
  const earlier = items.slice(0, -SHOWN)
  const latest = items.slice(-SHOWN)

  const show = ({ at, attempt, touch }: (typeof items)[number]) =>
    attempt === null ? (
      <OperatorAction key={`${at} ${touch.actionId}`} touch={touch} />
    ) : (
      <AttemptItem
        key={`${at} ${attempt.number}`}
        attempt={attempt}
        receivedAt={message.receivedAt}
        last={attempt === attempts.at(-1)}
        final={attempt === attempts.at(-1) && delivery.state === 'failed'}
      />
    )

  return (
    <article className={`delivery-history delivery-history-${delivery.state}`}>
      <header className="delivery-history-head">
        <h3>
          <Link to={`/handlers/${encodeURIComponent(delivery.handler)}`}>{delivery.handler}</Link>
        </h3>
        <DeliveryMark state={delivery.state} />
        <span className="muted">
          {[
            several ? t.message.ordinal(delivery.ordinal) : '',
            t.message.run(delivery.run),
            delivery.edit > 0 ? t.message.edited : '',
            delivery.late ? t.message.late : '',
          ]
            .filter(Boolean)
            .join(', ')}
        </span>
        <div className="delivery-history-actions">
          <DeliveryActions
            delivery={delivery}
            isForgotten={isForgotten(message, delivery.ordinal)}
            about={about}
            onDone={onDone}
          />
        </div>
      </header>
      {earlier.length > 0 && (
        <details className="delivery-history-earlier">
          <summary>{t.message.earlier(earlier.length)}</summary>
          <ol className="delivery-history-items">{earlier.map(show)}</ol>
        </details>
      )}
      <ol className="delivery-history-items">
        {latest.map(show)}
        <NextStep delivery={delivery} />
      </ol>
    </article>
  )
}
