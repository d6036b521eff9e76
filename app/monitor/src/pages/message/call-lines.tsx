import type { OutboundCall } from '../../api/shapes.ts'
import { keyed } from '../../parts/keyed.ts'
import { useTexts } from '../../text/use-texts.ts'
import { CallBody } from './call-body.tsx'

interface Props {
  readonly calls: readonly OutboundCall[]
  readonly open: boolean
}

/** The outbound calls of an attempt: time, duration and answer. */
export function CallLines({ calls, open }: Props) {
  const { t, f } = useTexts()
  return (
    <details open={open}>
      <summary>{t.message.calls(calls.length)}</summary>
      <ol className="log-lines mono">
        {keyed(calls).map(({ key, item: call }) => (
          <li key={key}>
            <span className="log-time muted">+{f.duration(call.afterMs)}</span>
            <span className={`mark-${call.error === null ? 'good' : 'bad'}`}>
              {call.status ?? t.message.noAnswer}
            </span>
            <strong>{call.destination}</strong>
            <span>
              {call.method} {call.path}
            </span>
            <span className="muted">
              {call.durationMs === null
                ? t.message.unanswered
                : t.message.took(f.duration(call.durationMs))}
              {call.error !== null && `, ${call.error}`}
            </span>
            {call.sent !== null && <CallBody title={t.message.sent} text={call.sent} />}
            {call.received !== null && <CallBody title={t.message.received} text={call.received} />}
          </li>
        ))}
      </ol>
    </details>
  )
}
