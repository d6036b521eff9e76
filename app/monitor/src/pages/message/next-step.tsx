import { Link } from 'react-router'
import type { Delivery } from '../../api/shapes.ts'
import { Time } from '../../parts/time.tsx'
import { useTexts } from '../../text/use-texts.ts'

/** The next step of a delivery, or why there is none. */
export function NextStep({ delivery }: { readonly delivery: Delivery }) {
  const { t } = useTexts()
  const { state, leaseEnded, dueAt, startAt, holdsPlace, subject, reasonCode, comment } = delivery
  switch (state) {
    case 'waiting':
      return (
        <li className="delivery-history-item delivery-history-item-info">
          {t.message.waitsBehind}
          {subject !== null && (
            <>
              {' – '}
              <Link to={`/employees/${subject.id}`}>{t.message.toLane}</Link>
            </>
          )}
        </li>
      )
    case 'running':
      return leaseEnded ? (
        <li className="delivery-history-item delivery-history-item-warn">
          {t.message.instanceGone}
        </li>
      ) : null
    case 'retrying':
      return (
        <li className="delivery-history-item delivery-history-item-warn">
          {t.message.nextTry} <Time at={dueAt} planned />
        </li>
      )
    case 'scheduled':
      return (
        <li className="delivery-history-item delivery-history-item-info">
          {t.message.startsAt} <Time at={startAt ?? dueAt} planned />
        </li>
      )
    case 'failed':
    case 'skipped':
    case 'cancelled':
      return (
        <li
          className={`delivery-history-item delivery-history-item-${state === 'failed' ? 'bad' : 'plain'}`}
        >
          {causeOf(reasonCode, t.common.cause)}
          {comment !== null && ` – ${comment}`}
          {state === 'failed' && holdsPlace && <div className="muted">{t.message.heldUp}</div>}
        </li>
      )
    default:
      return null
  }
}

function causeOf(reasonCode: string | null, words: Readonly<Record<string, string>>): string {
  return words[reasonCode ?? 'unknown'] ?? reasonCode ?? ''
}
