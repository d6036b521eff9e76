import type { StatsMark } from '../api/monitor-shapes.ts'
import { NoneNote } from '../parts/none-note.tsx'
import { Time } from '../parts/time.tsx'
import { useTexts } from '../text/use-texts.ts'

const SHOWN = 4

/** The marks of the charts in words, the latest first. */
export function MarkList({ marks }: { readonly marks: readonly StatsMark[] }) {
  const { t } = useTexts()
  const latest = marks.toReversed()
  return (
    <div className="trend-marks">
      <h3>{t.charts.marks}</h3>
      {latest.length === 0 && <NoneNote text={t.charts.noMarks} />}
      <Marks marks={latest.slice(0, SHOWN)} />
      {latest.length > SHOWN && (
        <details>
          <summary>{t.charts.moreMarks(latest.length - SHOWN)}</summary>
          <Marks marks={latest.slice(SHOWN)} />
        </details>
      )}
    </div>
  )
}

function Marks({ marks }: { readonly marks: readonly StatsMark[] }) {
  const { t } = useTexts()
  return (
    <ul>
      {marks.map((mark) => (
        <li key={`${mark.kind} ${mark.at} ${mark.handler}`}>
          <span className={`mark-key mark-key-${mark.kind}`} aria-hidden="true" />
          <span>
            {t.charts.mark(mark)}
            <span className="muted">
              {' '}
              <Time at={mark.at} />
              {mark.kind !== 'deployment' && (
                <>
                  {' – '}
                  <Time at={mark.until} none={t.charts.goesOn} />
                </>
              )}
            </span>
          </span>
        </li>
      ))}
    </ul>
  )
}
