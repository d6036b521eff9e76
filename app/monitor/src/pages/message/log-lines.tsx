import type { LogLine } from '../../api/shapes.ts'
import { keyed } from '../../parts/keyed.ts'
import { useTexts } from '../../text/use-texts.ts'

const TONES = { info: 'plain', warn: 'warn', error: 'bad' } as const

interface Props {
  readonly lines: readonly LogLine[]
  readonly open: boolean
}

/** The log lines of a handler, with the time since its start. */
export function LogLines({ lines, open }: Props) {
  const { t, f } = useTexts()
  return (
    <details open={open}>
      <summary>{t.message.log(lines.length)}</summary>
      <ol className="log-lines mono">
        {keyed(lines).map(({ key, item: { level, afterMs, text, data } }) => (
          <li key={key}>
            <span className="log-time muted">+{f.duration(afterMs)}</span>
            <span className={`mark-${TONES[level]}`}>{level}</span>
            <span>{text}</span>
            {data !== null && <span className="muted">{data}</span>}
          </li>
        ))}
      </ol>
    </details>
  )
}
