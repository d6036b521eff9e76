import { progressOf, toneOf } from '../../actions/action-progress.ts'
import { OutcomeText, useRefusedWords } from '../../actions/outcome-text.tsx'
import { ToneMark } from '../../actions/tone-mark.tsx'
import type { Action } from '../../api/shapes.ts'
import { useTexts } from '../../text/use-texts.ts'

/** The state of an action and of its deliveries. */
export function ActionResult({ action }: { readonly action: Action }) {
  const { t } = useTexts()
  const refusedWords = useRefusedWords()
  const { state, refused, errorCode, outcomes } = action
  // An action without deliveries is done when it has ended.
  if (outcomes === null) return <span>{t.history.state[state]}</span>
  const progress = progressOf([action])
  return (
    <span className="history-result" title={errorCode ?? undefined}>
      <ToneMark tone={toneOf(progress)} />
      <span>
        {!progress.ended && `${t.history.state[state]}: `}
        <OutcomeText progress={progress} />
        {refused > 0 && `, ${refusedWords(progress)}`}
      </span>
    </span>
  )
}
