import { useTexts } from '../text/use-texts.ts'
import './charts.css'
import { type HourBar, HourBars } from './hour-bars.tsx'
import { HourTable, type HourTableProps } from './hour-table.tsx'

interface Props extends HourTableProps {
  readonly today: readonly HourBar[]
  readonly before: readonly number[]
  readonly legend: { readonly well: string; readonly bad: string }
  readonly half?: boolean
}

/** The last 24 hours as bars, the 24 before them as a line; the same as a table for those who listen. */
export function HourChart({ today, before, legend, half = false, caption, columns, rows }: Props) {
  const { t } = useTexts()
  return (
    <figure className="hour-chart">
      <HourBars today={today} before={before} label={caption} half={half} />
      <figcaption className="chart-legend" aria-hidden="true">
        <span className="chart-key chart-key-info">{legend.well}</span>
        <span className="chart-key chart-key-bad">{legend.bad}</span>
        <span className="chart-key chart-key-line">{t.overview.legend.before}</span>
      </figcaption>
      <HourTable caption={caption} columns={columns} rows={rows} />
    </figure>
  )
}
