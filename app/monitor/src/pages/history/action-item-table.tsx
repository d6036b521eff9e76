import { Table } from '@ui5/webcomponents-react/Table'
import { TableCell } from '@ui5/webcomponents-react/TableCell'
import { TableRow } from '@ui5/webcomponents-react/TableRow'
import { Link } from 'react-router'
import type { ActionItem } from '../../api/shapes.ts'
import { EventType } from '../../parts/event-type.tsx'
import { subjectName } from '../../parts/subject-name.ts'
import { tableHeader } from '../../parts/table-header.tsx'
import { Time } from '../../parts/time.tsx'
import { useTexts } from '../../text/use-texts.ts'
import { ItemOutcome } from './item-outcome.tsx'

const COLUMNS = [
  { id: 'person', minWidth: '7rem', importance: 5 },
  { id: 'type', minWidth: '9rem', importance: 3 },
  { id: 'received', minWidth: '7rem', importance: 1 },
  { id: 'handler', minWidth: '8rem', importance: 2 },
  { id: 'outcome', minWidth: '9rem', importance: 4 },
] as const

/** Deliveries of an action with their current state. */
export function ActionItemTable({ items }: { readonly items: readonly ActionItem[] }) {
  const { t } = useTexts()
  return (
    <Table
      accessibleName={t.history.deliveries}
      overflowMode="Popin"
      headerRow={tableHeader(COLUMNS, t.history.itemColumn)}
    >
      {items.map((item) => (
        <TableRow key={keyOf(item)} rowKey={keyOf(item)}>
          <TableCell>
            {item.subject === null ? (
              '–'
            ) : (
              <Link to={`/employees/${item.subject.id}`}>{subjectName(item.subject, t)}</Link>
            )}
          </TableCell>
          <TableCell>
            <Link to={`/messages/${item.messageId}`}>
              <EventType type={item.type} />
            </Link>
          </TableCell>
          <TableCell>
            <Time at={item.receivedAt} />
          </TableCell>
          <TableCell>
            <Link to={`/handlers/${encodeURIComponent(item.handler)}`}>{item.handler}</Link>
          </TableCell>
          <TableCell>
            <ItemOutcome item={item} />
          </TableCell>
        </TableRow>
      ))}
    </Table>
  )
}

function keyOf({ messageId, ordinal, handler, run }: ActionItem): string {
  return `${messageId} ${ordinal} ${handler} ${run}`
}
