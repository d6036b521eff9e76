import { useId } from 'react'
import type { Stats, StatsMark } from '../api/monitor-shapes.ts'
import { useTexts } from '../text/use-texts.ts'
import { Hatch } from './hatch.tsx'
import { TrendMarks } from './trend-marks.tsx'
import { axisEnd, ticksOf, type Unit } from './trend-scale.ts'
import { useWidth } from './use-width.ts'
import { ValueAxis } from './value-axis.tsx'

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
  const { f } = useTexts()
  const [width, watch] = useWidth(FIRST_WIDTH)
  const [from, to] = [Date.parse(stats.from), Date.parse(stats.to)]
  const bars = series.filter(({ look }) => look === 'info' || look === 'bad')
  const lines = series.filter(({ look }) => look === 'line' || look === 'dashed')
  const end = axisEnd(unit, highestOf(bars, lines))
  const plot = HEIGHT - TOP - BOTTOM
  const scale: Scale = {
    x: (time) => LEFT + ((time - from) / Math.max(1, to - from)) * (width - LEFT - RIGHT),
    y: (value) => TOP + plot - (value / end) * plot,
  }
  const write = unit === 'duration' ? f.duration : f.number
  return (
    <svg
      ref={watch}
      className="trend-chart"
      viewBox={`0 0 ${width} ${HEIGHT}`}
      role="img"
      aria-label={label}
    >
      <ValueAxis {...{ end, lines: LINES, left: LEFT, right: width - RIGHT, y: scale.y, write }} />
      <TimeAxis stats={stats} scale={scale} width={width} />
      <TrendMarks marks={marks} x={scale.x} from={from} to={to} top={TOP} height={plot} />
      <Bars stats={stats} scale={scale} bars={bars} series={series} write={write} />
      <Lines stats={stats} scale={scale} lines={lines} />
    </svg>
  )
}

interface Scale {
  readonly x: (time: number) => number
  readonly y: (value: number) => number
}

interface PartProps {
  readonly stats: Props['stats']
  readonly scale: Scale
}

/** The highest value; 1 if there is none, so that the axis has a length. */
function highestOf(bars: readonly Series[], lines: readonly Series[]): number {
  const stacked = (bars[0]?.values ?? []).map((_, at) =>
    bars.reduce((sum, { values }) => sum + (values[at] ?? 0), 0),
  )
  const most = Math.max(0, ...stacked, ...lines.flatMap(({ values }) => values.map((v) => v ?? 0)))
  return most === 0 ? 1 : most
}

function TimeAxis({ stats, scale, width }: PartProps & { readonly width: number }) {
  const { f } = useTexts()
  const ticks = ticksOf(stats.range, new Date(stats.from), new Date(stats.to))
  const every = Math.ceil((ticks.length * TICK_WIDTH) / (width - LEFT - RIGHT))
  return ticks.map(
    (tick, at) =>
      at % every === 0 && (
        <text
          key={tick.getTime()}
          className="chart-label"
          x={Math.min(scale.x(tick.getTime()), width - TICK_WIDTH / 2)}
          y={HEIGHT - 5}
          textAnchor="middle"
        >
          {f.tick(tick, stats.range)}
        </text>
      ),
  )
}

interface BarsProps extends PartProps {
  readonly bars: readonly Series[]
  /** named in the tooltips */
  readonly series: readonly Series[]
  readonly write: (value: number) => string
}

function Bars({ stats, scale: { x, y }, bars, series, write }: BarsProps) {
  const { t, f } = useTexts()
  const hatch = useId()
  const to = Date.parse(stats.to)
  return (
    <>
      <Hatch id={hatch} />
      {stats.points.map(({ at: start }, at) => {
        const left = x(Date.parse(start))
        const width = Math.max(0.75, x(Math.min(endOf(start, stats.seconds), to)) - left - 0.75)
        const texts = series.map(
          ({ text, values }) => `${text}: ${writeValue(values[at] ?? null, write)}`,
        )
        let below = 0
        return (
          <g key={start}>
            <title>{t.charts.point(f.exact(start), texts)}</title>
            <rect className="chart-hit" x={left} y={TOP} width={width} height={y(0) - TOP} />
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
                  {...{ x: left, y: y(below), width, height }}
                />
              )
            })}
          </g>
        )
      })}
    </>
  )
}

function endOf(start: string, seconds: number): number {
  return Date.parse(start) + seconds * 1_000
}

function Lines({ stats, scale, lines }: PartProps & { readonly lines: readonly Series[] }) {
  const spanMs = stats.seconds * 1_000
  const starts = stats.points.map(({ at }) => Date.parse(at))
  return lines.map(({ look, values }) =>
    unbroken(starts, values, spanMs).map((run) => (
      <polyline
        key={`${look} ${run[0]?.at}`}
        className={`trend-line trend-${look}`}
        points={run
          .map(({ at, value }) => `${scale.x(at + spanMs / 2)},${scale.y(value)}`)
          .join(' ')}
      />
    )),
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
    run.length > 1
      ? run
      : run.flatMap(({ at, value }) => [
          { at: at - spanMs / 2, value },
          { at: at + spanMs / 2, value },
        ]),
  )
}
