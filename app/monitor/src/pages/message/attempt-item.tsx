import type { AttemptDetail, LogLine, StoredError } from '../../api/shapes.ts'
import { useTexts } from '../../text/use-texts.ts'
import { ATTEMPT_TONES } from './attempt-tones.ts'
import { CallLines } from './call-lines.tsx'
import { ErrorDetails } from './error-details.tsx'
import { LogLines } from './log-lines.tsx'

/** Error code of attempts that a pause of SuccessFactors ended. They do not count. */
const RATE_LIMITED = 'rate_limited'

interface Props {
  readonly attempt: AttemptDetail
  readonly receivedAt: string
  /** the last attempt, which interests the reader most */
  readonly last: boolean
  /** no further attempt follows */
  readonly final: boolean
}

/** One attempt: time, duration, outcome, outbound calls and log lines. */
export function AttemptItem({ attempt, receivedAt, last, final }: Props) {
  const { t, f } = useTexts()
  const { number, startedAt, endedAt, error } = attempt
  const known = attempt.outcome ?? 'running'
  const outcome = known === 'retry' && final ? 'failed' : known
  const paused = outcome === 'retry' && codeOf(error) === RATE_LIMITED
  const words: Readonly<Record<string, string>> = t.common.outcome
  const lines = Array.isArray(attempt.log) ? (attempt.log as readonly LogLine[]) : []
  const after = Math.max(0, Date.parse(startedAt) - Date.parse(receivedAt))

  return (
    <li
      className={`delivery-history-item delivery-history-item-${ATTEMPT_TONES[outcome] ?? 'info'}`}
    >
      <div className="delivery-history-line">
        <strong>{t.message.attempt(number)}</strong>
        <span>{words[paused ? RATE_LIMITED : outcome] ?? outcome}</span>
        <span className="muted" title={f.exact(startedAt)}>
          {t.message.sinceReceipt(f.duration(after))}
          {endedAt !== null &&
            `, ${t.message.took(f.duration(Date.parse(endedAt) - Date.parse(startedAt)))}`}
        </span>
      </div>
      {error !== null && error !== undefined && <ErrorDetails error={error} brief={!last} />}
      {attempt.calls.length > 0 && (
        <CallLines calls={attempt.calls} open={last && outcome !== 'completed'} />
      )}
      {lines.length > 0 && <LogLines lines={lines} open={last && outcome !== 'completed'} />}
    </li>
  )
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null ? (error as StoredError).code : null
}
