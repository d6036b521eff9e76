import { useTexts } from '../../text/use-texts.ts'
import { ATTEMPT_TONES } from './attempt-tones.ts'
import { foldGaps } from './fold-gaps.ts'
import type { MessageLane, Span } from './lanes-of-message.ts'
import './attempt-bars.css'

interface Props {
  readonly lanes: readonly MessageLane[]
  readonly span: Span
}

/** The attempts as bars over time. The list below gives the same information in words. */
export function AttemptBars({ lanes, span }: Props) {
  const { t, f } = useTexts()
  const endMs = span.startMs + span.lengthMs
  const ran = lanes.flatMap(({ attempts }) =>
    attempts.map(({ startedAt, endedAt }) => ({
      startMs: Date.parse(startedAt),
      endMs: endedAt === null ? endMs : Date.parse(endedAt),
    })),
  )
  const { folds, share } = foldGaps(ran, span)
  const pauses = folds.map(({ startMs, endMs: end }) => f.duration(end - startMs))
  return (
    <div className="attempt-bars" aria-hidden="true">
      {lanes.map(({ key, delivery, attempts }) => (
        <div key={key} className="attempt-bars-lane">
          <span className="attempt-bars-name">{delivery.handler}</span>
          <span className="attempt-bars-track">
            {folds.map(({ startMs, endMs: end }, at) => (
              <span
                key={startMs}
                className="attempt-bars-fold"
                style={{
                  insetInlineStart: `${share(startMs)}%`,
                  width: `${share(end) - share(startMs)}%`,
                }}
                title={pauses[at]}
              />
            ))}
            {attempts.map(({ number, startedAt, endedAt, outcome }) => {
              const start = share(Date.parse(startedAt))
              const end = endedAt === null ? 100 : share(Date.parse(endedAt))
              return (
                <span
                  key={number}
                  className={`attempt-bars-bar attempt-bars-${ATTEMPT_TONES[outcome ?? ''] ?? 'info'}`}
                  style={{
                    insetInlineStart: `min(${start}%, 100% - 0.375rem)`,
                    width: `${end - start}%`,
                  }}
                  title={t.message.attempt(number)}
                />
              )
            })}
          </span>
        </div>
      ))}
      <div className="attempt-bars-lane attempt-bars-axis">
        <span className="attempt-bars-name" />
        <span className="attempt-bars-ends">
          <span>{t.message.receivedAt}</span>
          {folds.length > 0 && <span>{t.message.folded(f.list(pauses))}</span>}
          <span>+{f.duration(span.lengthMs)}</span>
        </span>
      </div>
    </div>
  )
}
