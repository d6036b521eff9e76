import { useId } from 'react'
import type { StatsMark } from '../api/monitor-shapes.ts'
import { useTexts } from '../text/use-texts.ts'

interface Props {
  readonly marks: readonly StatsMark[]
  readonly x: (time: number) => number
  readonly from: number
  readonly to: number
  readonly top: number
  readonly height: number
}

const MIN_WIDTH = 3

/** A deployment is a line with a triangle. A hold has vertical stripes, an open circuit has dots. */
export function TrendMarks({ marks, x, from, to, top, height }: Props) {
  const { t } = useTexts()
  const pattern = useId()
  const shown = marks.filter(
    ({ at, until }) => Date.parse(at) < to && (until === null || Date.parse(until) >= from),
  )
  return (
    <>
      <defs>
        <pattern id={`${pattern}hold`} width="4" height="4" patternUnits="userSpaceOnUse">
          <rect className="trend-hold" width="1.5" height="4" />
        </pattern>
        <pattern id={`${pattern}circuit`} width="5" height="5" patternUnits="userSpaceOnUse">
          <circle className="trend-circuit" cx="2" cy="2" r="1.2" />
        </pattern>
      </defs>
      {shown.map((mark) => {
        const { kind, at, until } = mark
        const left = x(Math.max(from, Date.parse(at)))
        const key = `${kind} ${at} ${mark.handler}`
        if (kind === 'deployment') {
          return (
            <g key={key} className="trend-deployment">
              <title>{t.charts.mark(mark)}</title>
              <line x1={left} x2={left} y1={top} y2={top + height} />
              <polygon points={`${left - 5},${top - 9} ${left + 5},${top - 9} ${left},${top}`} />
            </g>
          )
        }
        const right = x(until === null ? to : Math.min(to, Date.parse(until)))
        const width = Math.max(MIN_WIDTH, right - left)
        return (
          <g key={key}>
            <title>{t.charts.mark(mark)}</title>
            <rect className={`trend-${kind}`} x={left} y={top - 4} width={width} height={3} />
            <rect
              x={left}
              y={top}
              width={width}
              height={height}
              style={{ fill: `url(#${pattern}${kind})` }}
            />
          </g>
        )
      })}
    </>
  )
}
