import '@ui5/webcomponents-icons/dist/process.js'
import { Table } from '@ui5/webcomponents-react/Table'
import { TableCell } from '@ui5/webcomponents-react/TableCell'
import { TableHeaderCell } from '@ui5/webcomponents-react/TableHeaderCell'
import { TableHeaderRow } from '@ui5/webcomponents-react/TableHeaderRow'
import { TableRow } from '@ui5/webcomponents-react/TableRow'
import { Link, useNavigate } from 'react-router'
import type { Handler, HandlerDefinition } from '../../api/shapes.ts'
import { useGet } from '../../api/use-get.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { HandlerMark } from '../../parts/mark.tsx'
import { Page } from '../../parts/page.tsx'
import { Section } from '../../parts/section.tsx'
import { useTexts } from '../../text/use-texts.ts'

const COLUMNS = [
  { id: 'name', minWidth: '10rem', importance: 7 },
  { id: 'state', minWidth: '8rem', importance: 6 },
  { id: 'parked', minWidth: '6rem', importance: 5, end: true },
  { id: 'behind', minWidth: '6rem', importance: 3, end: true },
  { id: 'retrying', minWidth: '7rem', importance: 4, end: true },
  { id: 'takes', minWidth: '8rem', importance: 2 },
  { id: 'instances', minWidth: '5rem', importance: 1, end: true },
] as const

/** Are my handlers well? */
export function HandlersPage() {
  const { t } = useTexts()
  const handlers = useGet<{ readonly items: readonly Handler[] }>('/handlers')
  return (
    <Page title={t.handlers.title} lead={t.handlers.lead}>
      <Section title={t.handlers.title} flush>
        <Loaded resource={handlers}>
          {({ items }) =>
            items.length === 0 ? (
              <EmptyState icon="process" title={t.handlers.none} text={t.handlers.noneText} />
            ) : (
              <HandlerTable handlers={items} />
            )
          }
        </Loaded>
      </Section>
    </Page>
  )
}

function HandlerTable({ handlers }: { readonly handlers: readonly Handler[] }) {
  const { t, f } = useTexts()
  const navigate = useNavigate()
  const to = (name: string) => `/handlers/${encodeURIComponent(name)}`
  return (
    <Table
      accessibleName={t.handlers.title}
      overflowMode="Popin"
      headerRow={
        <TableHeaderRow sticky>
          {COLUMNS.map((column) => (
            <TableHeaderCell
              key={column.id}
              minWidth={column.minWidth}
              importance={column.importance}
              horizontalAlign={'end' in column ? 'End' : 'Start'}
            >
              {t.handlers.column[column.id]}
            </TableHeaderCell>
          ))}
        </TableHeaderRow>
      }
      onRowClick={({ detail }) => void navigate(to(detail.row.rowKey ?? ''))}
    >
      {handlers.map((handler) => (
        <TableRow key={handler.name} rowKey={handler.name} interactive>
          <TableCell>
            <Link to={to(handler.name)}>{handler.name}</Link>
          </TableCell>
          <TableCell>
            <HandlerMark state={handler.state} />
          </TableCell>
          <TableCell>
            <span className="numeric">{f.number(handler.parkedLanes)}</span>
          </TableCell>
          <TableCell>
            <span className="numeric">{f.number(handler.waitingBehindParked)}</span>
          </TableCell>
          <TableCell>
            <span className="numeric">{f.number(handler.retryingLanes)}</span>
          </TableCell>
          <TableCell>
            <Takes definition={handler.definition as HandlerDefinition | null} />
          </TableCell>
          <TableCell>
            <span className="numeric">{f.number(handler.instances)}</span>
          </TableCell>
        </TableRow>
      ))}
    </Table>
  )
}

function Takes({ definition }: { readonly definition: HandlerDefinition | null }) {
  const { t } = useTexts()
  const types = definition?.on ?? []
  if (types.includes('*')) return <>{t.handlers.allTypes}</>
  const byPredicate = types.some((type) => type.startsWith('predicate '))
  const text = byPredicate ? t.handlers.byPredicate : t.handlers.types(types.length)
  return <span title={types.join('\n')}>{text}</span>
}
