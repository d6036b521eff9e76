import { MessageStrip } from '@ui5/webcomponents-react/MessageStrip'
import { ProgressIndicator } from '@ui5/webcomponents-react/ProgressIndicator'
import { useTexts } from '../text/use-texts.ts'
import type { ManyKind } from './act.ts'
import './progress.css'
import type { ActionProgress } from './use-action-progress.ts'
import type { ManyAction } from './use-many-action.ts'

interface ProgressProps {
  readonly kind: ManyKind
  readonly progress: ActionProgress | null
}

/** How far an action for many is, then what it came to. */
export function Progress({ kind, progress }: ProgressProps) {
  const { t, f } = useTexts()
  if (progress === null) return <p role="status">{t.actions.working}</p>
  const { matched, done, refused, deliveries, ended, stopped, problem } = progress
  const finished = ended && !stopped && problem === null
  const so = matched === 0 ? 0 : Math.min(100, Math.round(((done + refused) / matched) * 100))
  const share = finished ? 100 : so
  return (
    <div className="action-field" role="status">
      <ProgressIndicator
        value={share}
        valueState={stateOf(progress)}
        displayValue={f.percent(share / 100)}
        accessibleName={t.actions.progress[kind](done, matched, deliveries)}
      />
      <ResultText kind={kind} progress={progress} />
      {!ended && <small className="muted">{t.actions.inBackground}</small>}
      {refused > 0 && <span>{(t.actions.nothingOf[kind] ?? t.actions.refusedSome)(refused)}</span>}
      {problem !== null && (
        <MessageStrip design="Negative" hideCloseButton>
          {t.errors.todo[problem] ?? t.errors.advice.other} <small>{t.errors.code(problem)}</small>
        </MessageStrip>
      )}
    </div>
  )
}

function stateOf({ ended, stopped, problem }: ActionProgress) {
  if (problem !== null) return 'Negative'
  if (stopped) return 'Critical'
  return ended ? 'Positive' : 'Information'
}

interface ResultProps {
  readonly kind: ManyKind
  readonly progress: ActionProgress
}

/** In one line, in the place that the action was about: it goes on when the dialog is closed. */
export function ManyResult({ action: { kind, progress } }: { readonly action: ManyAction }) {
  if (kind === null || progress === null) return null
  return (
    <span className={`many-result many-result-${stateOf(progress).toLowerCase()}`} role="status">
      <ResultText kind={kind} progress={progress} />
    </span>
  )
}

function ResultText({ kind, progress }: ResultProps) {
  const { t } = useTexts()
  const { ended, stopped, done, matched, deliveries, problem } = progress
  const word =
    problem !== null ? t.actions.failed : stopped ? t.actions.stopped : t.actions.finished
  const counts = t.actions.progress[kind](done, matched, deliveries)
  return <span>{ended ? `${word}: ${counts}` : counts}</span>
}
