import { Table } from '@ui5/webcomponents-react/Table'
import { TableHeaderCell } from '@ui5/webcomponents-react/TableHeaderCell'
import { TableHeaderRow } from '@ui5/webcomponents-react/TableHeaderRow'
import { TableSelectionMulti } from '@ui5/webcomponents-react/TableSelectionMulti'
import type { ReactNode } from 'react'
import { useNavigate } from 'react-router'
import type { ListedMessage } from '../../api/shapes.ts'
import { useTexts } from '../../text/use-texts.ts'
import { ColumnTitle, indicatorOf } from './column-title.tsx'
import { COLUMNS, type ColumnId } from './columns.tsx'
import type { MessageOrder } from './message-filter.ts'
import { MessageRow } from './message-row.tsx'

interface Props {
  readonly messages: readonly ListedMessage[]
  readonly columns: readonly ColumnId[]
  readonly selected: readonly string[]
  readonly onSelect: (ids: readonly string[]) => void
  readonly order: MessageOrder
  readonly onSort: (order: MessageOrder) => void
  readonly noData: ReactNode
}

/** Messages as a table. A click on a row opens the message; the check boxes select several. */
export function MessageTable(props: Props) {
  const { messages, columns, selected, onSelect, order, onSort, noData } = props
  const { t } = useTexts()
  const navigate = useNavigate()
  return (
    <Table
      accessibleName={t.messages.title}
      overflowMode="Popin"
      noData={<div>{noData}</div>}
      features={
        <TableSelectionMulti
          selected={selected.join(' ')}
          onChange={(event) => onSelect((event.target.selected ?? '').split(' ').filter(Boolean))}
        />
      }
      headerRow={
        <TableHeaderRow sticky>
          {columns.map((id) => (
            <TableHeaderCell
              key={id}
              minWidth={COLUMNS[id].minWidth}
              importance={COLUMNS[id].importance}
              popinHidden={COLUMNS[id].droppable === true}
              horizontalAlign={COLUMNS[id].end === true ? 'End' : 'Start'}
              sortIndicator={indicatorOf(id, order)}
            >
              <ColumnTitle id={id} order={order} onSort={onSort} />
            </TableHeaderCell>
          ))}
        </TableHeaderRow>
      }
      onRowClick={({ detail }) => void navigate(`/messages/${detail.row.rowKey}`)}
    >
      {messages.map((message) => (
        <MessageRow key={message.id} message={message} columns={columns} />
      ))}
    </Table>
  )
}
