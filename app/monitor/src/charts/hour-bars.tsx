import { useId } from 'react'
import { useNarrow } from '../settings/use-narrow.ts'
import { useTexts } from '../text/use-texts.ts'
import { Hatch } from './hatch.tsx'
import { niceMax } from './nice-max.ts'
import { ValueAxis } from './value-axis.tsx'

/** Drawn at about its display width, because scaling down makes the labels unreadable. */
const WIDTHS = { wide: 720, half: 520, narrow: 360 } as const
const LABEL_EVERY = { wide: 4, half: 6, narrow: 8 } as const
const HEIGHT = 180
const LEFT = 36
const BOTTOM = 22
const TOP = 8
const GAP = 4
const LINES = 4

/**
 * Meaning of a bar segment. Waiting is hollow and bad is hatched, so colour is not the only sign.
 */
export type BarTone = 'info' | 'good' | 'plain' | 'wait' | 'bad'

/** One hour as a bar. */
export interface HourBar {
  readonly hour: string
  /** from bottom to top */
  readonly parts: readonly { readonly tone: BarTone; readonly value: number }[]
  /** tooltip */
  readonly title: string
}

interface Props {
  readonly today: readonly HourBar[]
  /** values of the same hours one day earlier, drawn as a line */
  readonly before: readonly number[]
  readonly label: string
  /** half of the page's width */
  readonly half?: boolean
}

export function HourBars({ today, before, label, half = false }: Props) {
  const { f } = useTexts()
  const hatch = useId()
  const size = useNarrow() ? 'narrow' : half ? 'half' : 'wide'
  const width = WIDTHS[size]
  const every = LABEL_EVERY[size]
  const most = niceMax(Math.max(1, ...before, ...today.map(({ parts }) => heightOf(parts))))
  const plot = HEIGHT - BOTTOM - TOP
  const step = (width - LEFT) / Math.max(1, today.length)
  const y = (value: number) => TOP + plot - (value / most) * plot
  const middle = (at: number) => LEFT + at * step + step / 2
  const line = before.map((value, at) => `${middle(at)},${y(value)}`).join(' ')

  return (
    <svg className="hour-bars" viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={label}>
      <Hatch id={hatch} />
      <ValueAxis {...{ end: most, lines: LINES, left: LEFT, right: width, y, write: f.number }} />
      {today.map(({ hour, parts, title }, at) => {
        const x = LEFT + at * step + GAP / 2
        const barWidth = Math.max(1, step - GAP)
        return (
          <g key={hour}>
            <title>{title}</title>
            <rect className="chart-hit" x={x} y={TOP} width={barWidth} height={plot} />
            {parts.map(({ tone, value }, place) => {
              const below = heightOf(parts.slice(0, place))
              return (
                <Bar
                  key={tone}
                  className={`chart-${tone}`}
                  {...(tone === 'bad' && { fill: `url(#${hatch})` })}
                  x={x}
                  width={barWidth}
                  from={y(below)}
                  to={y(below + value)}
                />
              )
            })}
            {at % every === 0 && (
              <text className="chart-label" x={middle(at)} y={HEIGHT - 6} textAnchor="middle">
                {f.hour(hour)}
              </text>
            )}
          </g>
        )
      })}
      <polyline className="chart-line" points={line} />
    </svg>
  )
}

function heightOf(parts: HourBar['parts']): number {
  return parts.reduce((sum, { value }) => sum + value, 0)
}

interface BarProps {
  readonly className: string
  readonly fill?: string
  readonly x: number
  readonly width: number
  readonly from: number
  readonly to: number
}

function Bar({ className, fill, x, width, from, to }: BarProps) {
  const height = from - to
  if (height <= 0) return null
  return <rect className={className} style={{ fill }} x={x} y={to} width={width} height={height} />
}
