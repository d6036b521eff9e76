import { Table } from '@ui5/webcomponents-react/Table'
import { TableCell } from '@ui5/webcomponents-react/TableCell'
import { TableHeaderCell } from '@ui5/webcomponents-react/TableHeaderCell'
import { TableHeaderRow } from '@ui5/webcomponents-react/TableHeaderRow'
import { TableRow } from '@ui5/webcomponents-react/TableRow'
import { Link, useNavigate } from 'react-router'
import type { SubjectEntry } from '../../api/shapes.ts'
import { subjectName } from '../../parts/subject-name.ts'
import { Time } from '../../parts/time.tsx'
import { useTexts } from '../../text/use-texts.ts'

/** People as a table. A click on a row opens the person. */
export function EmployeeTable({ employees }: { readonly employees: readonly SubjectEntry[] }) {
  const { t } = useTexts()
  const navigate = useNavigate()
  return (
    <Table
      accessibleName={t.employees.title}
      overflowMode="Popin"
      headerRow={
        <TableHeaderRow sticky>
          <TableHeaderCell minWidth="9rem" importance={4}>
            {t.employees.column.key}
          </TableHeaderCell>
          <TableHeaderCell minWidth="8rem" importance={2}>
            {t.employees.column.kind}
          </TableHeaderCell>
          <TableHeaderCell minWidth="7rem" importance={1}>
            {t.employees.column.company}
          </TableHeaderCell>
          <TableHeaderCell minWidth="7rem" importance={3}>
            {t.employees.column.firstSeen}
          </TableHeaderCell>
        </TableHeaderRow>
      }
      onRowClick={({ detail }) => void navigate(`/employees/${detail.row.rowKey}`)}
    >
      {employees.map(({ id, key, kind, company, firstSeenAt, blocked }) => (
        <TableRow key={id} rowKey={id} interactive>
          <TableCell>
            <Link to={`/employees/${id}`}>{subjectName({ id, kind, key, blocked }, t)}</Link>
          </TableCell>
          <TableCell>{kind}</TableCell>
          <TableCell>{company ?? '–'}</TableCell>
          <TableCell>
            <Time at={firstSeenAt} />
          </TableCell>
        </TableRow>
      ))}
    </Table>
  )
}
