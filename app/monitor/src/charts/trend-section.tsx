import type { ReactNode } from 'react'
import type { Stats } from '../api/monitor-shapes.ts'
import type { Resource } from '../api/use-resource.ts'
import { Loaded } from '../parts/loaded.tsx'
import { NoneNote } from '../parts/none-note.tsx'
import { Section } from '../parts/section.tsx'
import { useTexts } from '../text/use-texts.ts'
import { ChartTable } from './chart-table.tsx'
import { comparedWith, type Totals } from './compared.ts'
import { MarkList } from './mark-list.tsx'
import { RangeSwitch } from './range-switch.tsx'
import { type Series, TrendChart } from './trend-chart.tsx'
import type { Unit } from './trend-scale.ts'
import './trends.css'

/** One number over a range. */
export interface Trend {
  readonly title: string
  readonly unit?: Unit
  /** its value in a whole range, in words */
  readonly write: (totals: Totals) => string
  readonly series: readonly (Omit<Series, 'values'> & {
    /** null = there was none */
    readonly of: (point: Totals) => number | null
  })[]
}

interface Props {
  readonly stats: Resource<Stats>
  readonly trendsOf: (stats: Stats) => readonly Trend[]
  readonly hint?: string
  /** half of the page's width */
  readonly half?: boolean
  /** shown behind the charts */
  readonly more?: (stats: Stats) => ReactNode
}

/** Numbers over the chosen range: each as a chart with its comparison, and all of them as a table. */
export function TrendSection({ stats, trendsOf, hint, half = false, more }: Props) {
  const { t } = useTexts()
  return (
    <Section title={t.charts.title} {...(hint !== undefined && { hint })} aside={<RangeSwitch />}>
      <Loaded resource={stats} lines={8}>
        {(shown) => {
          const trends = trendsOf(shown)
          return (
            <>
              {shown.points.length === 0 && <NoneNote text={t.charts.none} />}
              <div className={half ? 'trends trends-half' : 'trends'}>
                {trends.map((trend) => (
                  <TrendFigure key={trend.title} stats={shown} trend={trend} />
                ))}
                {more?.(shown)}
                <MarkList marks={shown.marks} />
                <TrendTable stats={shown} trends={trends} />
              </div>
            </>
          )
        }}
      </Loaded>
    </Section>
  )
}

function TrendFigure({ stats, trend }: { readonly stats: Stats; readonly trend: Trend }) {
  const { t } = useTexts()
  const { title, unit = 'number', write, series } = trend
  const value = write(stats.total)
  const comparison = comparedWith(stats, write, { t })
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
        series={series.map(({ look, text, of }) => ({ look, text, values: stats.points.map(of) }))}
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

interface TableProps {
  readonly stats: Stats
  readonly trends: readonly Trend[]
}

function TrendTable({ stats, trends }: TableProps) {
  const { t, f } = useTexts()
  const columns = trends.flatMap(({ title, unit, series }) =>
    series.map(({ text, of }) => ({
      name: text === title ? title : `${title}: ${text}`,
      of,
      write: unit === 'duration' ? f.duration : f.number,
    })),
  )
  return (
    <ChartTable
      caption={`${t.charts.caption}: ${t.charts.ranges[stats.range]}`}
      columns={[t.charts.time, ...columns.map(({ name }) => name)]}
      rows={stats.points.map((point) => ({
        at: point.at,
        values: columns.map(({ of, write }) => {
          const value = of(point)
          return value === null ? t.charts.noneDone : write(value)
        }),
      }))}
    />
  )
}
