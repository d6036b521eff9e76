import type { Touch } from '../../api/shapes.ts'
import { Time } from '../../parts/time.tsx'
import { useTexts } from '../../text/use-texts.ts'

/** An action of an operator and its reason. */
export function OperatorAction({ touch }: { readonly touch: Touch }) {
  const { t } = useTexts()
  const { kind, by, comment, requestedAt, result } = touch
  const names: Readonly<Record<string, string>> = t.actions.name
  return (
    <li className="delivery-history-item">
      <div className="delivery-history-line">
        <strong>{names[kind] ?? kind}</strong>
        <span>{t.message.actor(by.person ?? by.clientId)}</span>
        <span className="muted">
          <Time at={requestedAt} />
          {result !== 'done' && `, ${result}`}
        </span>
        {comment !== null && <em>{t.history.quoted(comment)}</em>}
      </div>
    </li>
  )
}
