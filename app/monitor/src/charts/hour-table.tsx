import type { HourFigures } from '../api/monitor-shapes.ts'
import { useTexts } from '../text/use-texts.ts'

/** What the bars show, for screen readers. */
export function HourTable({ hours }: { readonly hours: readonly HourFigures[] }) {
  const { t, f } = useTexts()
  const { table } = t.overview
  return (
    <div className="hidden">
      <table>
        <caption>{t.overview.chartLabel}</caption>
        <thead>
          <tr>
            {Object.values(table).map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {hours.map(({ hour, received, completed, failed, refused }) => (
            <tr key={hour}>
              <th scope="row">{f.exact(hour)}</th>
              <td>{received}</td>
              <td>{completed}</td>
              <td>{failed}</td>
              <td>{refused}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
