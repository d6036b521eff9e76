import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { ACTION_OUTCOMES, type ActionOutcome } from '../../../../lib/api/states.ts'
import { useTexts } from '../text/use-texts.ts'
import { type ActionProgress, hasItems } from './action-progress.ts'

interface Props {
  readonly progress: ActionProgress
}

/**
 * The number of started deliveries and their states. Each number links to the list of these
 * deliveries.
 */
export function OutcomeText({ progress }: Props) {
  const { t } = useTexts()
  const { ids, ended, stopped, errorCode, outcomes, deleted } = progress
  const word =
    errorCode !== null ? t.actions.failed : ended && stopped ? t.actions.stopped : undefined
  const list = (outcome?: ActionOutcome) => actionAddress(ids, outcome)
  const lead = leadOf(t.actions.progress, progress)
  const wordOf = useOutcomeWords(progress)
  const parts: ReactNode[] = ACTION_OUTCOMES.filter((outcome) => outcomes[outcome] > 0).map(
    (outcome) => (
      <Link key={outcome} to={list(outcome)}>
        {wordOf(outcome)}
      </Link>
    ),
  )
  if (deleted > 0) parts.push(<span key="deleted">{t.actions.outcome.deleted(deleted)}</span>)
  return (
    <span className="outcome-text">
      {word !== undefined && `${word}: `}
      {hasItems(progress) && lead !== '' ? <Link to={list()}>{lead}</Link> : lead}
      {lead !== '' && parts.length > 0 && ': '}
      {parts.map((piece, place) => [place > 0 && ', ', piece])}
    </span>
  )
}

type Leads = Readonly<Record<string, (done: number, of: number, made: number | null) => string>>

/** If an action ends in its own state, such as skipped, this number is enough. */
function leadOf(leads: Leads, { kind, ended, done, matched, made }: ActionProgress): string {
  const of = Math.max(done, matched)
  const saysItAll = kind === 'skip' || kind === 'cancel'
  if (saysItAll && ended && done > 0 && done === of) return ''
  return (leads[kind] ?? leads.other)?.(done, of, made) ?? ''
}

/** Texts for the deliveries with one outcome. */
export function useOutcomeWords({ kind, outcomes }: Pick<ActionProgress, 'kind' | 'outcomes'>) {
  const { t } = useTexts()
  return (outcome: ActionOutcome): string => {
    const again = outcome === 'failed' && (kind === 'replay' || kind === 'edit')
    const text = t.actions.outcome[again ? 'failedAgain' : outcome](outcomes[outcome])
    return outcomes.atLeast ? t.actions.outcome.atLeast(text) : text
  }
}

/** Texts for items that an action left out. */
export function useRefusedWords() {
  const { t } = useTexts()
  return ({ kind, refused }: Pick<ActionProgress, 'kind' | 'refused'>): string =>
    (t.actions.nothingOf[kind] ?? t.actions.refusedSome)(refused)
}

/** Address of the list of an action's deliveries: all, or those with one outcome. */
export function actionAddress(ids: readonly string[], outcome?: ActionOutcome): string {
  return `/history/${ids.join(',')}${outcome === undefined ? '' : `?outcome=${outcome}`}`
}
