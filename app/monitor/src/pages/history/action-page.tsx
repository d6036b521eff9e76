import { useParams, useSearchParams } from 'react-router'
import { ACTION_OUTCOMES, type ActionOutcome } from '../../../../../lib/api/states.ts'
import { useActionProgress } from '../../actions/use-action-progress.ts'
import { Page } from '../../parts/page.tsx'
import { useTexts } from '../../text/use-texts.ts'
import { ActionDeliveries } from './action-deliveries.tsx'
import './action-page.css'
import { OutcomeChoice } from './outcome-choice.tsx'

/**
 * Answers: what is the state of an action's deliveries? Actions that were started together share
 * one page.
 */
export function ActionPage() {
  const { t } = useTexts()
  const { ids = '' } = useParams()
  const [search] = useSearchParams()
  const outcome = outcomeOf(search.get('outcome'))
  const actionIds = ids.split(',')
  const progress = useActionProgress(actionIds)
  const names: Readonly<Record<string, string>> = t.actions.name
  const kind = progress?.kind
  return (
    <Page
      title={kind === undefined ? t.history.action : (names[kind] ?? kind)}
      parent={{ to: '/history', text: t.history.title }}
      lead={`${t.history.actionLead} ${t.common.term.delivery}`}
    >
      {progress !== null && <OutcomeChoice progress={progress} chosen={outcome} />}
      {actionIds.map((id) => (
        <ActionDeliveries key={id} actionId={id} outcome={outcome} />
      ))}
    </Page>
  )
}

function outcomeOf(text: string | null): ActionOutcome | undefined {
  return ACTION_OUTCOMES.find((outcome) => outcome === text)
}
