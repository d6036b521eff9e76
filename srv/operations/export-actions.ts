import { exportActions } from '../../lib/api/export.ts'
import type { ActionColumn } from '../../lib/states.ts'
import { type ActionSummary, listActions } from '../../lib/store/queries/list-actions.ts'
import { timeIn } from './csv.ts'
import { csvTable, type TableColumns, withRest } from './csv-table.ts'
import type { ExportRoom } from './export-room.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { type Route, route } from './route.ts'

/** Rows of one read: the memory of an export. */
const PAGE = 200

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
      const chunks = csvTable(
        { columns, titles, zone, separator },
        actionColumns(zone),
        (after) => listActions(deps.pool, filter, { after, limit: PAGE }),
        deps.isStopping,
      )
      return { chunks, onEnd, type: 'text/csv; charset=utf-8', fileName: 'history.csv' }
    },
  })
}

function actionColumns(zone: string): TableColumns<ActionColumn, ActionSummary> {
  const time = timeIn(zone)
  return {
    titles: TITLES,
    timeColumn: 'requested',
    cells: {
      id: ({ id }) => id,
      requested: ({ requestedAt }) => time(requestedAt),
      kind: ({ kind }) => kind,
      user: ({ by }) => by.person,
      client: ({ by }) => by.clientId,
      handlers: ({ handlers }) => handlers.join(', '),
      message: ({ messageId }) => messageId,
      employees: ({ subjects, subjectCount }) =>
        withRest(
          subjects.map((id) => `#${id}`),
          subjectCount,
        ),
      reason: ({ comment }) => comment,
      state: ({ state }) => state,
      done: ({ done }) => done,
      refused: ({ refused }) => refused,
    },
  }
}
