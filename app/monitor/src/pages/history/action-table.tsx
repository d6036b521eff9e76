import { Table } from '@ui5/webcomponents-react/Table'
import { TableCell } from '@ui5/webcomponents-react/TableCell'
import { TableRow } from '@ui5/webcomponents-react/TableRow'
import type { Action } from '../../api/shapes.ts'
import { tableHeader } from '../../parts/table-header.tsx'
import { Time } from '../../parts/time.tsx'
import { useTexts } from '../../text/use-texts.ts'
import { ActionResult } from './action-result.tsx'
import { ActionTarget } from './action-target.tsx'
import { StopButton } from './stop-button.tsx'

const COLUMNS = [
  { id: 'at', minWidth: '6rem', importance: 6 },
  { id: 'kind', minWidth: '8rem', importance: 5 },
  { id: 'by', minWidth: '8rem', importance: 4 },
  { id: 'target', minWidth: '12rem', importance: 3 },
  { id: 'reason', minWidth: '12rem', importance: 2 },
  { id: 'result', minWidth: '12rem', importance: 1 },
] as const

interface Props {
  readonly actions: readonly Action[]
  readonly onDone: () => void
}

export function ActionTable({ actions, onDone }: Props) {
  const { t } = useTexts()
  const names: Readonly<Record<string, string>> = t.actions.name
  return (
    <Table
      accessibleName={t.history.title}
      overflowMode="Popin"
      headerRow={tableHeader(COLUMNS, t.history.column)}
    >
      {actions.map((action) => (
        <TableRow key={action.id} rowKey={action.id}>
          <TableCell>
            <Time at={action.requestedAt} />
          </TableCell>
          <TableCell>{names[action.kind] ?? action.kind}</TableCell>
          <TableCell>{action.by.person ?? action.by.clientId}</TableCell>
          <TableCell>
            <ActionTarget action={action} />
          </TableCell>
          <TableCell>{action.comment ?? '–'}</TableCell>
          <TableCell>
            <ActionResult action={action} />
            <StopButton action={action} onDone={onDone} />
          </TableCell>
        </TableRow>
      ))}
    </Table>
  )
}
