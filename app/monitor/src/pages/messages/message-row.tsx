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

/** Drawn again only when its message has changed: many come while the page is live. */
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

/** By value: a new message on top moves all others, and so each answer has new objects for them. */
function isSame(before: Props, now: Props): boolean {
  const { message, columns } = before
  return columns === now.columns && replaceEqualDeep(message, now.message) === message
}
