import './charts.css'
import { ChartTable, type ChartTableProps } from './chart-table.tsx'
import { type BarTone, type HourBar, HourBars } from './hour-bars.tsx'

interface Props extends ChartTableProps {
  readonly today: readonly HourBar[]
  readonly before: readonly number[]
  readonly legend: readonly { readonly tone: BarTone; readonly text: string }[]
  /** meaning of the line */
  readonly beforeLegend: string
  readonly half?: boolean
}

/**
 * The last 24 hours as bars, the 24 hours before as a line, and both as a table for screen readers.
 */
export function HourChart(props: Props) {
  const { today, before, legend, beforeLegend, half = false, caption, columns, rows } = props
  return (
    <figure className="hour-chart">
      <HourBars today={today} before={before} label={caption} half={half} />
      <figcaption className="chart-legend" aria-hidden="true">
        {legend.map(({ tone, text }) => (
          <span key={tone} className={`chart-key chart-key-${tone}`}>
            {text}
          </span>
        ))}
        <span className="chart-key chart-key-line">{beforeLegend}</span>
      </figcaption>
      <ChartTable caption={caption} columns={columns} rows={rows} />
    </figure>
  )
}
