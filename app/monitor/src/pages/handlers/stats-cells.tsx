import { TableCell } from '@ui5/webcomponents-react/TableCell'
import type { HandlerStats } from '../../api/monitor-shapes.ts'
import { comparedWith, shareOf, type Totals, writeP95, writeRate } from '../../charts/compared.ts'
import { Sparkline } from '../../charts/sparkline.tsx'
import { useStatsRange } from '../../charts/use-stats-range.ts'
import { Time } from '../../parts/time.tsx'
import { useTexts } from '../../text/use-texts.ts'
import './stats-cells.css'

/** Rate, share of errors, p95 and last attempt of a handler, each with the range before. */
export function StatsCells({
  stats,
}: {
  readonly stats: HandlerStats['items'][number] | undefined
}) {
  const { t, f } = useTexts()
  const [range] = useStatsRange()
  const wording = { t, f }
  if (stats === undefined) return EMPTY
  const { total, before, lastRunAt, attemptsPerMinute } = stats
  const compared = (write: (totals: Totals) => string) =>
    comparedWith({ range, before }, write, wording)
  const rate = (of: Totals) => writeRate(of.attemptsPerMinute, wording)
  const errors = ({ failedAttempts, attempts }: Totals) =>
    f.percent(shareOf(failedAttempts, attempts))
  const p95 = (of: Totals) => writeP95(of.runMs, wording)
  return (
    <>
      <TableCell>
        <div className="stats-cell">
          <span className="numeric">{rate(total)}</span>
          <Sparkline values={attemptsPerMinute} tone="info" title={t.charts.attemptsPerMinute} />
          <small className="muted">{compared(rate)}</small>
        </div>
      </TableCell>
      <TableCell>
        <div className="stats-cell">
          <span className={total.failedAttempts > 0 ? 'numeric' : 'numeric muted'}>
            {errors(total)}
          </span>
          <small className="muted">{compared(errors)}</small>
        </div>
      </TableCell>
      <TableCell>
        <div className="stats-cell">
          <span className="numeric">{p95(total)}</span>
          <small className="muted">{compared(p95)}</small>
        </div>
      </TableCell>
      <TableCell>
        <Time at={lastRunAt} none={t.charts.noneDone} />
      </TableCell>
    </>
  )
}

/** Not loaded yet. */
const EMPTY = (
  <>
    <TableCell />
    <TableCell />
    <TableCell />
    <TableCell />
  </>
)
