import { useTexts } from '../text/use-texts.ts'

export interface ChartTableProps {
  readonly caption: string
  /** column names, the time first */
  readonly columns: readonly string[]
  readonly rows: readonly { readonly at: string; readonly values: readonly (number | string)[] }[]
}

/** Charts as a table for screen readers. */
export function ChartTable({ caption, columns, rows }: ChartTableProps) {
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
          {rows.map(({ at, values }) => (
            <tr key={at}>
              <th scope="row">{f.exact(at)}</th>
              {values.map((value, place) => (
                <td key={columns[place + 1]}>{value}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
