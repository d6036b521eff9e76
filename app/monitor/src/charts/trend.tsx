import type { Stats } from '../api/monitor-shapes.ts'
import { type Series, TrendChart } from './trend-chart.tsx'
import type { Unit } from './trend-scale.ts'
import './trends.css'

interface Props {
  readonly stats: Stats
  readonly title: string
  readonly value: string
  readonly comparison: string
  readonly series: readonly Series[]
  readonly unit?: Unit
}

/** One number of a range, its comparison, and its course. */
export function Trend({ stats, title, value, comparison, series, unit = 'number' }: Props) {
  return (
    <figure className="trend">
      <figcaption>
        <h3>{title}</h3>
        <strong className="numeric">{value}</strong>
        <span className="muted">{comparison}</span>
      </figcaption>
      <TrendChart
        stats={stats}
        marks={stats.marks}
        series={series}
        unit={unit}
        label={`${title}: ${value}; ${comparison}`}
      />
      {series.length > 1 && (
        <div className="chart-legend" aria-hidden="true">
          {series.map(({ look, text }) => (
            <span key={look} className={`chart-key chart-key-${look}`}>
              {text}
            </span>
          ))}
        </div>
      )}
    </figure>
  )
}
