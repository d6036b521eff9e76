import { replaceEqualDeep } from '@tanstack/react-query'
import { TableCell } from '@ui5/webcomponents-react/TableCell'
import { TableRow } from '@ui5/webcomponents-react/TableRow'
import { memo } from 'react'
import type { ListedMessage } from '../../api/shapes.ts'
import { useTexts } from '../../text/use-texts.ts'
import { COLUMNS, type ColumnId } from './columns.tsx'

interface Props {
  readonly message: ListedMessage
  readonly columns: readonly ColumnId[]
}

/** Renders only if its message has changed, because a live page gets many messages. */
export const MessageRow = memo(Row, isSame)

function Row({ message, columns }: Props) {
  const { t, f } = useTexts()
  return (
    <TableRow rowKey={message.id} interactive>
      {columns.map((id) => (
        <TableCell key={id}>{COLUMNS[id].cell(message, { t, f })}</TableCell>
      ))}
    </TableRow>
  )
}

/** Compares by value: each answer contains new objects for all messages. */
function isSame(before: Props, now: Props): boolean {
  const { message, columns } = before
  return columns === now.columns && replaceEqualDeep(message, now.message) === message
}
