/** The pattern of bad values: colour is never the only sign. Filled by `url(#id)`. */
export function Hatch({ id }: { readonly id: string }) {
  return (
    <defs>
      <pattern
        id={id}
        width="5"
        height="5"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect className="chart-bad" width="5" height="5" />
        <rect className="chart-hatch" width="1.5" height="5" />
      </pattern>
    </defs>
  )
}
