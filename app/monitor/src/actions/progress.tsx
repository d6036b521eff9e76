import { MessageStrip } from '@ui5/webcomponents-react/MessageStrip'
import { ProgressIndicator } from '@ui5/webcomponents-react/ProgressIndicator'
import { useTexts } from '../text/use-texts.ts'
import type { ActionProgress } from './use-action-progress.ts'

export type ManyKind = 'replay' | 'skip' | 'rerun' | 'backfill' | 'decode'

interface ProgressProps {
  readonly kind: ManyKind
  readonly progress: ActionProgress | null
}

/** How far an action for many is, then what it came to. */
export function Progress({ kind, progress }: ProgressProps) {
  const { t, f } = useTexts()
  if (progress === null) return <p role="status">{t.actions.working}</p>
  const { matched, done, refused, ended, problem } = progress
  const share = matched === 0 ? 0 : Math.round(((done + refused) / matched) * 100)
  return (
    <div className="action-field" role="status">
      <ProgressIndicator
        value={ended ? 100 : share}
        valueState={ended ? 'Positive' : 'Information'}
        displayValue={f.percent((ended ? 100 : share) / 100)}
        accessibleName={t.actions.progress[kind](done, matched)}
      />
      <ResultText kind={kind} progress={progress} />
      {!ended && <small className="muted">{t.actions.inBackground}</small>}
      {refused > 0 && <span>{t.actions.refusedSome(refused)}</span>}
      {problem !== null && (
        <MessageStrip design="Negative" hideCloseButton>
          {problem}
        </MessageStrip>
      )}
    </div>
  )
}

interface ResultProps {
  readonly kind: ManyKind
  readonly progress: ActionProgress
}

/** In one line, for the row that the action was about. */
export function ResultText({ kind, progress }: ResultProps) {
  const { t } = useTexts()
  const { ended, stopped, done, matched, problem } = progress
  const word =
    problem !== null ? t.actions.failed : stopped ? t.actions.stopped : t.actions.finished
  const counts = t.actions.progress[kind](done, matched)
  return <span>{ended ? `${word}: ${counts}` : counts}</span>
}
