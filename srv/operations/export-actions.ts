import type { z } from 'zod'
import { exportActions } from '../../lib/api/export.ts'
import type { ActionColumn } from '../../lib/states.ts'
import {
  type ActionFilter,
  type ActionSummary,
  listActions,
} from '../../lib/store/queries/list-actions.ts'
import type { Position } from '../../lib/store/queries/page.ts'
import { BYTE_ORDER_MARK, csvLine, timeIn } from './csv.ts'
import type { ExportRoom } from './export-room.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { type Route, route } from './route.ts'

/** Rows of one read: the memory of an export. */
const PAGE = 200

type Format = Omit<z.output<typeof exportActions>, keyof ActionFilter>
type Cell = string | number | null

const TITLES: Readonly<Record<ActionColumn, string>> = {
  id: 'Action id',
  requested: 'Requested',
  kind: 'Action',
  user: 'User',
  client: 'Client',
  handlers: 'Handlers',
  message: 'Message id',
  employees: 'Employees',
  reason: 'Reason',
  state: 'State',
  done: 'Done',
  refused: 'Left out',
}

/** The export of all actions that match a filter, as a stream. Employees are references. */
export function exportActionsRoute(deps: OperationsDeps, room: ExportRoom): Route {
  return route({
    method: 'post',
    path: '/actions/export',
    summary: 'All actions that match, as CSV',
    grant: 'Monitor',
    body: exportActions,
    result: null,
    refusals: [429],
    handle: async ({ body: { columns, titles, zone, separator, ...given } }) => {
      // Actions that are requested during an export do not belong to it.
      const filter = { ...given, to: given.to ?? new Date(Date.now() + 1) }
      const onEnd = room.enter()
      const chunks = linesOf(deps, filter, { columns, titles, zone, separator })
      return { chunks, onEnd, type: 'text/csv; charset=utf-8', fileName: 'history.csv' }
    },
  })
}

async function* linesOf(
  { pool, isStopping }: OperationsDeps,
  filter: ActionFilter,
  format: Format,
): AsyncGenerator<string> {
  const { columns, titles, zone, separator } = format
  const cells = cellsIn(zone)
  const titleOf = (column: ActionColumn) => {
    const title = titles?.[column] ?? TITLES[column]
    return column === 'requested' ? `${title} (${zone})` : title
  }
  const line = (action: ActionSummary) =>
    csvLine(
      columns.map((column) => cells[column](action)),
      separator,
    )
  let after: Position | null = null
  let start = BYTE_ORDER_MARK + csvLine(columns.map(titleOf), separator)
  do {
    if (isStopping()) throw new Error('the instance stops')
    const page: { items: readonly ActionSummary[]; next: Position | null } = await listActions(
      pool,
      filter,
      { after, limit: PAGE },
    )
    yield start + page.items.map(line).join('')
    start = ''
    after = page.next
  } while (after !== null)
}

function cellsIn(zone: string): Readonly<Record<ActionColumn, (action: ActionSummary) => Cell>> {
  const time = timeIn(zone)
  return {
    id: ({ id }) => id,
    requested: ({ requestedAt }) => time(requestedAt),
    kind: ({ kind }) => kind,
    user: ({ by }) => by.person,
    client: ({ by }) => by.clientId,
    handlers: ({ handlers }) => handlers.join(', '),
    message: ({ messageId }) => messageId,
    employees: ({ subjects, subjectCount }) =>
      [
        ...subjects.map((id) => `#${id}`),
        ...(subjectCount > subjects.length ? [`+${subjectCount - subjects.length}`] : []),
      ].join(', '),
    reason: ({ comment }) => comment,
    state: ({ state }) => state,
    done: ({ done }) => done,
    refused: ({ refused }) => refused,
  }
}
