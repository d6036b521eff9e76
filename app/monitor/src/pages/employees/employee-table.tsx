import { Table } from '@ui5/webcomponents-react/Table'
import { TableCell } from '@ui5/webcomponents-react/TableCell'
import { TableRow } from '@ui5/webcomponents-react/TableRow'
import { Link, useNavigate } from 'react-router'
import type { SubjectEntry } from '../../api/shapes.ts'
import { EventType } from '../../parts/event-type.tsx'
import { type Look, SUBJECT_LOOKS } from '../../parts/look.ts'
import { Mark } from '../../parts/mark.tsx'
import { subjectName } from '../../parts/subject-name.ts'
import { tableHeader } from '../../parts/table-header.tsx'
import { Time } from '../../parts/time.tsx'
import { useTexts } from '../../text/use-texts.ts'

const COLUMNS = [
  { id: 'key', minWidth: '8rem', importance: 7 },
  { id: 'state', minWidth: '8rem', importance: 6 },
  { id: 'failed', minWidth: '7rem', importance: 4 },
  { id: 'lastEvent', minWidth: '14rem', importance: 5 },
  { id: 'kind', minWidth: '6rem', importance: 2 },
  { id: 'company', minWidth: '6rem', importance: 1 },
  { id: 'firstSeen', minWidth: '7rem', importance: 3 },
] as const

const FAILED: Look = { icon: 'error', tone: 'bad' }

/** People as a table. A click on a row opens the person. */
export function EmployeeTable({ employees }: { readonly employees: readonly SubjectEntry[] }) {
  const { t } = useTexts()
  const navigate = useNavigate()
  return (
    <Table
      accessibleName={t.employees.title}
      overflowMode="Popin"
      headerRow={tableHeader(COLUMNS, t.employees.column)}
      onRowClick={({ detail }) => void navigate(`/employees/${detail.row.rowKey}`)}
    >
      {employees.map(({ id, key, kind, company, blocked, ...employee }) => (
        <TableRow key={id} rowKey={id} interactive>
          <TableCell>
            <Link to={`/employees/${id}`}>{subjectName({ id, kind, key, blocked }, t)}</Link>
          </TableCell>
          <TableCell>
            <Mark look={SUBJECT_LOOKS[employee.state]} text={t.employees.state[employee.state]} />
          </TableCell>
          <TableCell>
            {employee.hasFailed ? (
              <Mark look={FAILED} text={t.employees.hasFailed} />
            ) : (
              <span className="muted">{t.employees.nothingFailed}</span>
            )}
          </TableCell>
          <TableCell>
            {employee.lastEvent === null ? (
              '–'
            ) : (
              <Link to={`/messages/${employee.lastEvent.messageId}`}>
                <Time at={employee.lastEvent.at} />{' '}
                {employee.lastEvent.type !== null && <EventType type={employee.lastEvent.type} />}
              </Link>
            )}
          </TableCell>
          <TableCell>{kind}</TableCell>
          <TableCell>{company ?? '–'}</TableCell>
          <TableCell>
            <Time at={employee.firstSeenAt} />
          </TableCell>
        </TableRow>
      ))}
    </Table>
  )
}
