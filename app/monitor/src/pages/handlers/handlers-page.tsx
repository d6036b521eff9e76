import '@ui5/webcomponents-icons/dist/process.js'
import { Button } from '@ui5/webcomponents-react/Button'
import { Table } from '@ui5/webcomponents-react/Table'
import { TableCell } from '@ui5/webcomponents-react/TableCell'
import { TableHeaderCell } from '@ui5/webcomponents-react/TableHeaderCell'
import { TableHeaderRow } from '@ui5/webcomponents-react/TableHeaderRow'
import { TableRow } from '@ui5/webcomponents-react/TableRow'
import { useMemo, useRef } from 'react'
import { Link, useNavigate } from 'react-router'
import type { Handler, HandlerDefinition } from '../../api/shapes.ts'
import { useGet } from '../../api/use-get.ts'
import { useHeld } from '../../live/use-held.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import type { Look } from '../../parts/look.ts'
import { HandlerMark, Mark } from '../../parts/mark.tsx'
import { Page } from '../../parts/page.tsx'
import { Section } from '../../parts/section.tsx'
import { serverNow } from '../../text/server-clock.ts'
import { useTexts } from '../../text/use-texts.ts'
import { AllHandlersActions } from './all-handlers-actions.tsx'
import { waitingForTurn } from './waiting-for-turn.ts'
import { worstFirst } from './worst-first.ts'

const COLUMNS = [
  { id: 'name', minWidth: '10rem', importance: 7 },
  { id: 'state', minWidth: '8rem', importance: 6 },
  { id: 'parked', minWidth: '7rem', importance: 6, end: true },
  { id: 'behind', minWidth: '7rem', importance: 3, end: true },
  { id: 'waiting', minWidth: '7rem', importance: 5, end: true },
  { id: 'retrying', minWidth: '7rem', importance: 4, end: true },
  { id: 'takes', minWidth: '8rem', importance: 2 },
  { id: 'instances', minWidth: '6rem', importance: 1, end: true },
] as const

/** Answers: do my handlers work? */
export function HandlersPage() {
  const { t } = useTexts()
  const handlers = useGet<{ readonly items: readonly Handler[] }>('/handlers')
  const region = useRef<HTMLElement>(null)
  const items = handlers.data?.items ?? NONE
  const sorted = useMemo(() => worstFirst(items), [items])
  const held = useHeld(sorted, region, { resetKey: String(handlers.data === undefined), keyOf })
  return (
    <Page
      title={t.handlers.title}
      lead={t.handlers.lead}
      actions={<AllHandlersActions handlers={items} onDone={() => void handlers.reload()} />}
    >
      <Section
        ref={region}
        title={t.handlers.title}
        flush
        aside={
          held.waiting ? (
            <Button design="Emphasized" onClick={held.apply}>
              {t.frame.newer}
            </Button>
          ) : undefined
        }
      >
        <Loaded resource={handlers}>
          {() =>
            held.shown.length === 0 ? (
              <EmptyState icon="process" title={t.handlers.none} text={t.handlers.noneText} />
            ) : (
              <HandlerTable handlers={held.shown} />
            )
          }
        </Loaded>
      </Section>
    </Page>
  )
}

const NONE: readonly Handler[] = []

const keyOf = ({ name }: Handler) => name

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
          <TableCell>
            <Takes definition={handler.definition as HandlerDefinition | null} />
          </TableCell>
          <TableCell>
            <span className="numeric">{t.units.instances(handler.instances)}</span>
          </TableCell>
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

function Takes({ definition }: { readonly definition: HandlerDefinition | null }) {
  const { t } = useTexts()
  const types = definition?.on ?? []
  if (types.includes('*')) return <>{t.handlers.allTypes}</>
  const byPredicate = types.some((type) => type.startsWith('predicate '))
  const text = byPredicate ? t.handlers.byPredicate : t.handlers.types(types.length)
  return <span title={types.join('\n')}>{text}</span>
}
