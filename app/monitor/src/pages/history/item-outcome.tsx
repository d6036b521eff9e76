import type { ActionItem } from '../../api/shapes.ts'
import { causeOf } from '../../parts/cause-of.ts'
import { DeliveryMark, Mark } from '../../parts/mark.tsx'
import { useTexts } from '../../text/use-texts.ts'

/** The current state of one delivery of an action, and the reason. */
export function ItemOutcome({ item }: { readonly item: ActionItem }) {
  const { t } = useTexts()
  const { result, outcome, reasonCode } = item
  if (result !== 'done') {
    const why = t.history.leftOut[result] ?? result
    return <span className="muted">{t.history.leftAlone(why)}</span>
  }
  if (outcome === null) return <span className="muted">{t.history.deleted}</span>
  return (
    <span className="item-outcome">
      {outcome === 'replayedLater' ? (
        <Mark look={{ icon: 'refresh', tone: 'plain' }} text={t.history.replayedLater} />
      ) : (
        <DeliveryMark state={outcome} />
      )}
      {outcome === 'failed' && reasonCode !== null && (
        <span className="muted">{causeOf(reasonCode, t)}</span>
      )}
    </span>
  )
}
