interface Props {
  /** the value of the highest line */
  readonly end: number
  /** lines above zero */
  readonly lines: number
  readonly left: number
  readonly right: number
  readonly y: (value: number) => number
  readonly write: (value: number) => string
}

/** Lines across a chart, with their values at the left. */
export function ValueAxis({ end, lines, left, right, y, write }: Props) {
  return Array.from({ length: lines + 1 }, (_, at) => (end / lines) * at).map((value) => (
    <g key={value}>
      <line className="chart-grid" x1={left} x2={right} y1={y(value)} y2={y(value)} />
      <text className="chart-label" x={left - 6} y={y(value) + 4} textAnchor="end">
        {write(value)}
      </text>
    </g>
  ))
}
