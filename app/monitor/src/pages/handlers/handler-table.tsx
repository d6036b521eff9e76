import { Table } from '@ui5/webcomponents-react/Table'
import { TableCell } from '@ui5/webcomponents-react/TableCell'
import { TableRow } from '@ui5/webcomponents-react/TableRow'
import { Link, useNavigate } from 'react-router'
import type { Handler } from '../../api/shapes.ts'
import { useHandlerStats } from '../../charts/use-stats.ts'
import type { Look } from '../../parts/look.ts'
import { HandlerMark, Mark } from '../../parts/mark.tsx'
import { tableHeader } from '../../parts/table-header.tsx'
import { serverNow } from '../../text/server-clock.ts'
import { useTexts } from '../../text/use-texts.ts'
import { StatsCells } from './stats-cells.tsx'
import { waitingForTurn } from './waiting-for-turn.ts'

const COLUMNS = [
  { id: 'name', minWidth: '7rem', importance: 10 },
  { id: 'state', minWidth: '6.5rem', importance: 9 },
  { id: 'parked', minWidth: '5.5rem', importance: 8, end: true },
  { id: 'behind', minWidth: '6rem', importance: 2, end: true },
  { id: 'waiting', minWidth: '6rem', importance: 6, end: true },
  { id: 'retrying', minWidth: '6.5rem', importance: 3, end: true },
  { id: 'rate', minWidth: '8.5rem', importance: 7, end: true },
  { id: 'errors', minWidth: '7.5rem', importance: 5, end: true },
  { id: 'p95', minWidth: '6rem', importance: 4, end: true },
  { id: 'lastRun', minWidth: '6rem', importance: 1, end: true },
] as const

/** Handlers as a table. A click on a row opens the handler. */
export function HandlerTable({ handlers }: { readonly handlers: readonly Handler[] }) {
  const { t, f } = useTexts()
  const stats = useHandlerStats()
  const byName = new Map(stats.data?.items.map((item) => [item.handler, item]))
  const navigate = useNavigate()
  const to = (name: string) => `/handlers/${encodeURIComponent(name)}`
  return (
    <Table
      accessibleName={t.handlers.title}
      overflowMode="Popin"
      headerRow={tableHeader(COLUMNS, t.handlers.column)}
      onRowClick={({ detail }) => void navigate(to(detail.row.rowKey ?? ''))}
    >
      {handlers.map((handler) => (
        <TableRow key={handler.name} rowKey={handler.name} interactive>
          <TableCell>
            <Link to={to(handler.name)}>{handler.name}</Link>
          </TableCell>
          <TableCell>
            <HandlerMark handler={handler} />
            {handler.hold !== null && (
              <small className="muted">
                {t.handlers.held(
                  f.moment(handler.hold.since, serverNow(), false),
                  heldBy(handler.hold),
                )}
              </small>
            )}
          </TableCell>
          <TableCell>
            <Figure
              value={handler.parkedLanes}
              bad
              text={t.units.whom(
                handler.parkedPeople,
                handler.parkedLanes - handler.parkedPeople,
                handler.atLeast && handler.parkedLanes > 0,
              )}
            />
          </TableCell>
          <TableCell>
            <Figure
              value={handler.waitingBehindParked}
              text={t.units.deliveries(handler.waitingBehindParked, handler.atLeast)}
            />
          </TableCell>
          <TableCell>
            <Figure
              value={waitingForTurn(handler)}
              text={t.units.deliveries(waitingForTurn(handler), handler.atLeast)}
            />
          </TableCell>
          <TableCell>
            <Figure
              value={handler.retryingLanes}
              text={t.units.deliveries(handler.retryingLanes, handler.atLeast)}
            />
          </TableCell>
          <StatsCells stats={byName.get(handler.name)} />
        </TableRow>
      ))}
    </Table>
  )
}

function heldBy({ by }: NonNullable<Handler['hold']>): string {
  return by.person ?? by.clientId
}

/** Zeros are less prominent than other numbers. */
function Figure({ value, text, bad = false }: FigureProps) {
  if (bad && value > 0) return <Mark look={BAD} text={text} />
  return <span className={value === 0 ? 'numeric muted' : 'numeric'}>{text}</span>
}

interface FigureProps {
  readonly value: number
  readonly text: string
  /** waits for an operator */
  readonly bad?: boolean
}

const BAD: Look = { icon: 'error', tone: 'bad' }
