import { Table } from '@ui5/webcomponents-react/Table'
import { TableCell } from '@ui5/webcomponents-react/TableCell'
import { TableRow } from '@ui5/webcomponents-react/TableRow'
import { Link } from 'react-router'
import type { DeliveryActionKind, Lane } from '../../api/shapes.ts'
import { EventType } from '../../parts/event-type.tsx'
import { subjectName } from '../../parts/subject-name.ts'
import { tableHeader } from '../../parts/table-header.tsx'
import { Time } from '../../parts/time.tsx'
import { useTexts } from '../../text/use-texts.ts'
import { HeadActions } from './head-actions.tsx'

const COLUMNS = [
  { id: 'person', minWidth: '8rem', importance: 5 },
  { id: 'type', minWidth: '8rem', importance: 3 },
  { id: 'failed', minWidth: '7rem', importance: 2 },
  { id: 'behind', minWidth: '4rem', importance: 1, end: true },
  { id: 'act', minWidth: '24rem', importance: 4 },
] as const

interface Props {
  readonly lanes: readonly Lane[]
  readonly onDone: () => void
  readonly onActed: (kind: DeliveryActionKind, actionId: string) => void
}

/** Parked lanes, each with its first delivery and the actions. */
export function LaneTable({ lanes, onDone, onActed }: Props) {
  const { t } = useTexts()
  return (
    <Table
      accessibleName={t.common.employees}
      overflowMode="Popin"
      headerRow={tableHeader(COLUMNS, t.parked.column, { sticky: false })}
    >
      {lanes.map(({ handler, subject, head, waitingBehind }) => (
        <TableRow key={subject?.id ?? ''} rowKey={subject?.id ?? ''}>
          <TableCell>
            <Link to={`/employees/${subject?.id}`}>
              {subject === null ? '–' : subjectName(subject, t)}
            </Link>
          </TableCell>
          <TableCell>
            <span>
              <Link to={`/messages/${head?.messageId}`}>
                <EventType type={head?.type ?? null} />
              </Link>
              {head !== null && head.edit > 0 && <span className="muted"> {t.message.edited}</span>}
            </span>
          </TableCell>
          <TableCell>
            <Time at={head?.receivedAt} />
          </TableCell>
          <TableCell>
            <span className="numeric">{t.units.deliveries(waitingBehind)}</span>
          </TableCell>
          <TableCell>
            {head !== null && (
              <HeadActions
                key={`${head.messageId} ${head.ordinal} ${head.run}`}
                head={head}
                handler={handler}
                about={subject === null ? '' : subjectName(subject, t)}
                onDone={onDone}
                onActed={onActed}
              />
            )}
          </TableCell>
        </TableRow>
      ))}
    </Table>
  )
}
