import { MessageStrip } from '@ui5/webcomponents-react/MessageStrip'
import { ProgressIndicator } from '@ui5/webcomponents-react/ProgressIndicator'
import { useTexts } from '../text/use-texts.ts'
import { type ActionProgress, shareOf, toneOf } from './action-progress.ts'
import { OutcomeText, useRefusedWords } from './outcome-text.tsx'
import './progress.css'
import { ToneMark } from './tone-mark.tsx'

interface ProgressProps {
  readonly progress: ActionProgress | null
}

/** The progress of an action for many and the states of its deliveries. */
export function Progress({ progress }: ProgressProps) {
  const { t, f } = useTexts()
  const refusedWords = useRefusedWords()
  if (progress === null) return <p role="status">{t.actions.working}</p>
  const { refused, ended, errorCode } = progress
  const share = shareOf(progress)
  return (
    <div className="action-field" role="status">
      <ProgressIndicator
        value={share * 100}
        valueState={toneOf(progress)}
        displayValue={f.percent(share)}
        accessibleName={t.actions.share}
      />
      <OutcomeText progress={progress} />
      {!ended && <small className="muted">{t.actions.inBackground}</small>}
      {refused > 0 && <span>{refusedWords(progress)}</span>}
      {errorCode !== null && (
        <MessageStrip design="Negative" hideCloseButton>
          {t.errors.todo[errorCode] ?? t.errors.advice.other}{' '}
          <small>{t.errors.code(errorCode)}</small>
        </MessageStrip>
      )}
    </div>
  )
}

/** The progress in one line on the page. It stays after the dialog is closed. */
export function ManyResult({ progress, title }: ProgressProps & { readonly title?: string }) {
  const refusedWords = useRefusedWords()
  if (progress === null) return null
  const { refused } = progress
  const tone = toneOf(progress)
  return (
    <span className={`many-result many-result-${tone.toLowerCase()}`} role="status">
      <ToneMark tone={tone} />
      <span>
        {title !== undefined && <strong>{title} </strong>}
        <OutcomeText progress={progress} />
        {refused > 0 && `, ${refusedWords(progress)}`}
      </span>
    </span>
  )
}
