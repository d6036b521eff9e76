import './charts.css'

const WIDTH = 120
const HEIGHT = 28
const GAP = 1

interface Props {
  readonly values: readonly number[]
  readonly tone: 'info' | 'good' | 'bad'
  /** tooltip */
  readonly title: string
}

/** A row of small bars. The number beside it gives the same information. */
export function Sparkline({ values, tone, title }: Props) {
  const most = Math.max(1, ...values)
  const step = WIDTH / Math.max(1, values.length)
  return (
    <svg
      className={`sparkline chart-${tone}`}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <title>{title}</title>
      {values.map((value, at) => {
        const height = Math.max(1, (value / most) * HEIGHT)
        const x = at * step
        return (
          <rect
            key={x}
            x={x}
            y={HEIGHT - height}
            width={Math.max(1, step - GAP)}
            height={height}
            rx={0.5}
          />
        )
      })}
    </svg>
  )
}
