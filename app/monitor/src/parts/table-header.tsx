import { TableHeaderCell } from '@ui5/webcomponents-react/TableHeaderCell'
import { TableHeaderRow } from '@ui5/webcomponents-react/TableHeaderRow'

interface TableColumn<Id extends string> {
  readonly id: Id
  readonly minWidth: string
  /** columns with a higher value stay longer in a narrow table */
  readonly importance: number
  /** numbers */
  readonly end?: true
}

/** The header row of a table. A function, because `Table` needs the row itself, not a component around it. */
export function tableHeader<Id extends string>(
  columns: readonly TableColumn<Id>[],
  titles: Readonly<Record<Id, string>>,
  { sticky = true }: { readonly sticky?: boolean } = {},
) {
  return (
    <TableHeaderRow sticky={sticky}>
      {columns.map(({ id, minWidth, importance, end }) => (
        <TableHeaderCell
          key={id}
          minWidth={minWidth}
          importance={importance}
          horizontalAlign={end === true ? 'End' : 'Start'}
        >
          {titles[id]}
        </TableHeaderCell>
      ))}
    </TableHeaderRow>
  )
}
