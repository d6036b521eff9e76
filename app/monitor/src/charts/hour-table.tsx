import { useTexts } from '../text/use-texts.ts'

export interface HourTableProps {
  readonly caption: string
  /** column names, the hour first */
  readonly columns: readonly string[]
  readonly rows: readonly { readonly hour: string; readonly values: readonly number[] }[]
}

/** The chart as a table for screen readers. */
export function HourTable({ caption, columns, rows }: HourTableProps) {
  const { f } = useTexts()
  return (
    <div className="hidden">
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ hour, values }) => (
            <tr key={hour}>
              <th scope="row">{f.exact(hour)}</th>
              {values.map((value, at) => (
                <td key={columns[at + 1]}>{value}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
