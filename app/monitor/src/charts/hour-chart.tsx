import type { HourFigures } from '../api/monitor-shapes.ts'
import { useTexts } from '../text/use-texts.ts'
import './charts.css'
import { HourBars } from './hour-bars.tsx'
import { HourTable } from './hour-table.tsx'

const HOURS = 24

/** The last 24 hours as bars, the 24 before them as a line; the same as a table for those who listen. */
export function HourChart({ hours }: { readonly hours: readonly HourFigures[] }) {
  const { t } = useTexts()
  const today = hours.slice(-HOURS)
  const before = hours.slice(-2 * HOURS, -HOURS)
  return (
    <figure className="hour-chart">
      <HourBars today={today} before={before} label={t.overview.chartLabel} />
      <figcaption className="chart-legend" aria-hidden="true">
        <span className="chart-key chart-key-info">{t.overview.legend.received}</span>
        <span className="chart-key chart-key-bad">{t.overview.legend.refused}</span>
        <span className="chart-key chart-key-line">{t.overview.legend.before}</span>
      </figcaption>
      <HourTable hours={today} />
    </figure>
  )
}
