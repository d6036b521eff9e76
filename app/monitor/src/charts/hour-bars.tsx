import type { HourFigures } from '../api/monitor-shapes.ts'
import { useNarrow } from '../settings/use-narrow.ts'
import { useTexts } from '../text/use-texts.ts'
import { niceMax } from './nice-max.ts'

const WIDE = 720
const NARROW = 360
const HEIGHT = 180
const LEFT = 36
const BOTTOM = 22
const TOP = 8
const GAP = 4
const LINES = 4
const LABEL_EVERY = 4
const LABEL_EVERY_NARROW = 8

interface Props {
  readonly today: readonly HourFigures[]
  readonly before: readonly HourFigures[]
  readonly label: string
}

export function HourBars({ today, before, label }: Props) {
  const { t, f } = useTexts()
  // Scaled down the labels could not be read.
  const narrow = useNarrow()
  const width = narrow ? NARROW : WIDE
  const every = narrow ? LABEL_EVERY_NARROW : LABEL_EVERY
  const most = niceMax(
    Math.max(1, ...[...today, ...before].map(({ received, refused }) => received + refused)),
  )
  const plot = HEIGHT - BOTTOM - TOP
  const step = (width - LEFT) / Math.max(1, today.length)
  const y = (value: number) => TOP + plot - (value / most) * plot
  const middle = (at: number) => LEFT + at * step + step / 2
  const clock = new Intl.DateTimeFormat(f.locale, { hour: 'numeric' })
  const line = before.map(({ received }, at) => `${middle(at)},${y(received)}`).join(' ')

  return (
    <svg className="hour-bars" viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={label}>
      <defs>
        <pattern
          id="hour-bars-refused"
          width="5"
          height="5"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect className="chart-bad" width="5" height="5" />
          <rect className="chart-hatch" width="1.5" height="5" />
        </pattern>
      </defs>
      {Array.from({ length: LINES + 1 }, (_, at) => (most / LINES) * at).map((value) => (
        <g key={value}>
          <line className="chart-grid" x1={LEFT} x2={width} y1={y(value)} y2={y(value)} />
          <text className="chart-label" x={LEFT - 6} y={y(value) + 4} textAnchor="end">
            {f.number(value)}
          </text>
        </g>
      ))}
      {today.map(({ hour, received, completed, failed, refused }, at) => {
        const x = LEFT + at * step + GAP / 2
        const barWidth = Math.max(1, step - GAP)
        return (
          <g key={hour}>
            <title>
              {t.overview.hour(clock.format(new Date(hour)), received, completed, failed, refused)}
            </title>
            <rect className="chart-hit" x={x} y={TOP} width={barWidth} height={plot} />
            <Bar tone="info" x={x} width={barWidth} from={y(0)} to={y(received)} />
            <Bar tone="bad" x={x} width={barWidth} from={y(received)} to={y(received + refused)} />
            {at % every === 0 && (
              <text className="chart-label" x={middle(at)} y={HEIGHT - 6} textAnchor="middle">
                {clock.format(new Date(hour))}
              </text>
            )}
          </g>
        )
      })}
      <polyline className="chart-line" points={line} />
    </svg>
  )
}

interface BarProps {
  readonly tone: 'bad' | 'info'
  readonly x: number
  readonly width: number
  readonly from: number
  readonly to: number
}

function Bar({ tone, x, width, from, to }: BarProps) {
  const height = from - to
  if (height <= 0) return null
  // Hatched, so that the colour is not the only sign.
  const fill = tone === 'bad' ? { fill: 'url(#hour-bars-refused)' } : undefined
  return (
    <rect style={fill} className={`chart-${tone}`} x={x} y={to} width={width} height={height} />
  )
}
