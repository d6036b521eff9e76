import { ProgressIndicator } from '@ui5/webcomponents-react/ProgressIndicator'
import type { Count } from '../../../api/shapes.ts'
import { useTexts } from '../../../text/use-texts.ts'
import type { Export } from './use-export.ts'

interface Props extends Pick<Export, 'state'> {
  readonly rows: number
  readonly count: Count | null
}

/** The rows so far, and their share if the number of matches is known. */
export function ExportProgress({ state, rows, count }: Props) {
  const { t, f } = useTexts()
  const share = state === 'done' ? 1 : shareOf(rows, count)
  return (
    <div className="action-field" role="status">
      {share !== null && (
        <ProgressIndicator
          value={share * 100}
          displayValue={f.percent(share)}
          accessibleName={t.actions.share}
        />
      )}
      <span>
        {state === 'running' && t.exports.running(rows)}
        {state === 'done' && t.exports.done(rows)}
        {state === 'stopped' && t.exports.stopped}
        {state === 'failed' && t.exports.incomplete}
      </span>
    </div>
  )
}

/** A count that stopped at its limit is not the whole. */
function shareOf(rows: number, count: Count | null): number | null {
  if (count === null || count.atLeast || count.count === 0) return null
  return Math.min(1, rows / count.count)
}
