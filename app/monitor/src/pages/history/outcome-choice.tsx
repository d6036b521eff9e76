import { Link } from 'react-router'
import { ACTION_OUTCOMES, type ActionOutcome } from '../../../../../lib/api/states.ts'
import type { ActionProgress } from '../../actions/action-progress.ts'
import { actionAddress, useOutcomeWords } from '../../actions/outcome-text.tsx'
import { useTexts } from '../../text/use-texts.ts'

interface Props {
  readonly progress: ActionProgress
  readonly chosen: ActionOutcome | undefined
}

/** Selects the listed deliveries of an action: all, or those with one outcome. */
export function OutcomeChoice({ progress, chosen }: Props) {
  const { t } = useTexts()
  const words = useOutcomeWords(progress)
  const { ids, outcomes } = progress
  const shown = ACTION_OUTCOMES.filter((outcome) => outcomes[outcome] > 0 || outcome === chosen)
  return (
    <nav className="outcome-choice" aria-label={t.history.outcome}>
      <Link to={actionAddress(ids)} aria-current={chosen === undefined ? 'page' : undefined}>
        {t.common.all}
      </Link>
      {shown.map((outcome) => (
        <Link
          key={outcome}
          to={actionAddress(ids, outcome)}
          aria-current={chosen === outcome ? 'page' : undefined}
        >
          {words(outcome)}
        </Link>
      ))}
    </nav>
  )
}
