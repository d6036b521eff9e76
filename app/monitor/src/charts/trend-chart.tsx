import { useId } from 'react'
import type { Stats, StatsMark } from '../api/monitor-shapes.ts'
import { useTexts } from '../text/use-texts.ts'
import { TrendMarks } from './trend-marks.tsx'
import { axisEnd, ticksOf, type Unit } from './trend-scale.ts'
import { useWidth } from './use-width.ts'

const FIRST_WIDTH = 340
const HEIGHT = 140
/** Width of the label of a time. */
const TICK_WIDTH = 48
const LEFT = 52
const RIGHT = 6
const TOP = 14
const BOTTOM = 20
const LINES = 2

/** Bars are stacked in their order. Bad is hatched and a second line is dashed: colour is not the only sign. */
export interface Series {
  readonly look: 'info' | 'bad' | 'line' | 'dashed'
  readonly text: string
  /** one for each point; null = none */
  readonly values: readonly (number | null)[]
}

interface Props {
  readonly stats: Pick<Stats, 'range' | 'from' | 'to' | 'seconds' | 'points'>
  readonly marks: readonly StatsMark[]
  readonly series: readonly Series[]
  readonly unit: Unit
  readonly label: string
}

/** Numbers over time, with deployments, holds and open circuits. A table beside it says the same. */
export function TrendChart({ stats, marks, series, unit, label }: Props) {
  const { t, f } = useTexts()
  const hatch = useId()
  const [from, to] = [Date.parse(stats.from), Date.parse(stats.to)]
  const spanMs = stats.seconds * 1_000
  const [fullWidth, watch] = useWidth(FIRST_WIDTH)
  const width = fullWidth - LEFT - RIGHT
  const plot = HEIGHT - TOP - BOTTOM
  const x = (time: number) => LEFT + ((time - from) / Math.max(1, to - from)) * width
  const starts = stats.points.map(({ at }) => Date.parse(at))
  const bars = series.filter(({ look }) => look === 'info' || look === 'bad')
  const lines = series.filter(({ look }) => look === 'line' || look === 'dashed')
  const heights = starts.map((_, at) => bars.reduce((sum, { values }) => sum + (values[at] ?? 0), 0))
  const most = Math.max(1e-9, ...heights, ...lines.flatMap(({ values }) => values.map((v) => v ?? 0)))
  const end = axisEnd(unit, most <= 1e-9 ? 1 : most)
  const y = (value: number) => TOP + plot - (value / end) * plot
  const write = unit === 'duration' ? f.duration : f.number
  const ticks = ticksOf(stats.range, new Date(from), new Date(to))
  const every = Math.ceil((ticks.length * TICK_WIDTH) / width)
  const titleOf = (at: number) =>
    t.charts.point(
      f.exact(stats.points[at]?.at ?? stats.from),
      series.map(({ text, values }) => `${text}: ${writeValue(values[at] ?? null, write)}`),
    )

  return (
    <svg
      ref={watch}
      className="trend-chart"
      viewBox={`0 0 ${fullWidth} ${HEIGHT}`}
      role="img"
      aria-label={label}
    >
      <defs>
        <pattern
          id={hatch}
          width="5"
          height="5"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect className="chart-bad" width="5" height="5" />
          <rect className="chart-hatch" width="1.5" height="5" />
        </pattern>
      </defs>
      {Array.from({ length: LINES + 1 }, (_, at) => (end / LINES) * at).map((value) => (
        <g key={value}>
          <line className="chart-grid" x1={LEFT} x2={fullWidth - RIGHT} y1={y(value)} y2={y(value)} />
          <text className="chart-label" x={LEFT - 6} y={y(value) + 4} textAnchor="end">
            {write(value)}
          </text>
        </g>
      ))}
      {ticks.map(
        (tick, at) =>
          at % every === 0 && (
            <text
              key={tick.getTime()}
              className="chart-label"
              x={Math.min(x(tick.getTime()), fullWidth - TICK_WIDTH / 2)}
              y={HEIGHT - 5}
              textAnchor="middle"
            >
              {f.tick(tick, stats.range)}
            </text>
          ),
      )}
      <TrendMarks marks={marks} x={x} from={from} to={to} top={TOP} height={plot} />
      {starts.map((start, at) => {
        const left = x(start)
        const barWidth = Math.max(0.75, x(Math.min(start + spanMs, to)) - left - 0.75)
        let below = 0
        return (
          <g key={start}>
            <title>{titleOf(at)}</title>
            <rect className="chart-hit" x={left} y={TOP} width={barWidth} height={plot} />
            {bars.map(({ look, values }) => {
              const bottom = y(below)
              below += values[at] ?? 0
              const height = bottom - y(below)
              if (height <= 0) return null
              const fill = look === 'bad' ? `url(#${hatch})` : undefined
              return (
                <rect
                  key={look}
                  className={`chart-${look}`}
                  style={{ fill }}
                  x={left}
                  y={y(below)}
                  width={barWidth}
                  height={height}
                />
              )
            })}
          </g>
        )
      })}
      {lines.map(({ look, values }) =>
        unbroken(starts, values, spanMs).map((run) => (
          <polyline
            key={`${look} ${run[0]?.at}`}
            className={`trend-line trend-${look}`}
            points={run.map(({ at, value }) => `${x(at + spanMs / 2)},${y(value)}`).join(' ')}
          />
        )),
      )}
    </svg>
  )
}

function writeValue(value: number | null, write: (value: number) => string): string {
  return value === null ? '–' : write(value)
}

interface Placed {
  readonly at: number
  readonly value: number
}

/** Runs of values that follow each other. A line must not cross a time without any. */
function unbroken(
  starts: readonly number[],
  values: readonly (number | null)[],
  spanMs: number,
): readonly (readonly Placed[])[] {
  const runs: Placed[][] = []
  let last = Number.NEGATIVE_INFINITY
  starts.forEach((at, index) => {
    const value = values[index] ?? null
    if (value === null) return
    if (at - last > spanMs) runs.push([])
    runs.at(-1)?.push({ at, value })
    last = at
  })
  // A line of one point would not be seen.
  return runs.map((run) =>
    run.length > 1 ? run : run.flatMap(({ at, value }) => [
      { at: at - spanMs / 2, value },
      { at: at + spanMs / 2, value },
    ]),
  )
}
