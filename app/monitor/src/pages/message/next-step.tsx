import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { Delivery } from '../../api/shapes.ts'
import { causeOf } from '../../parts/cause-of.ts'
import { Time } from '../../parts/time.tsx'
import { useTexts } from '../../text/use-texts.ts'

/** The next step of a delivery, or why there is none. */
export function NextStep({ delivery }: { readonly delivery: Delivery }) {
  const { t } = useTexts()
  const { state, leaseEnded, dueAt, startAt, holdsPlace, subject, reasonCode, comment } = delivery
  switch (state) {
    case 'waiting':
      return (
        <Step tone="info">
          {t.message.waitsBehind}
          {subject !== null && (
            <>
              {' – '}
              <Link to={`/employees/${subject.id}`}>{t.message.toLane}</Link>
            </>
          )}
        </Step>
      )
    case 'running':
      return leaseEnded ? <Step tone="warn">{t.message.instanceGone}</Step> : null
    case 'retrying':
      return (
        <Step tone="warn">
          {t.message.nextTry} <Time at={dueAt} planned />
        </Step>
      )
    case 'scheduled':
      return (
        <Step tone="info">
          {t.message.startsAt} <Time at={startAt ?? dueAt} planned />
        </Step>
      )
    case 'failed':
    case 'skipped':
    case 'cancelled':
      return (
        <Step tone={state === 'failed' ? 'bad' : 'plain'}>
          {causeOf(reasonCode, t)}
          {comment !== null && ` – ${comment}`}
          {state === 'failed' && holdsPlace && <div className="muted">{t.message.heldUp}</div>}
        </Step>
      )
    default:
      return null
  }
}

function Step({ tone, children }: { readonly tone: string; readonly children: ReactNode }) {
  return <li className={`delivery-history-item delivery-history-item-${tone}`}>{children}</li>
}
