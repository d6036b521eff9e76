import type { ExportColumn } from '../../lib/states.ts'
import type { ListedMessage } from '../../lib/store/queries/list-messages.ts'
import { timeIn } from './csv.ts'
import { type TableColumns, withRest } from './csv-table.ts'

const TITLES: Readonly<Record<ExportColumn, string>> = {
  id: 'Message id',
  received: 'Received',
  status: 'Status',
  type: 'Event type',
  employees: 'Employees',
  effective: 'Effective',
  handlers: 'Handlers',
  duration: 'Duration (ms)',
  company: 'Company',
  caller: 'Caller',
  events: 'Events',
  externalEventId: 'External event id',
  correlationId: 'Correlation id',
  errorCode: 'Error code',
}

/** The columns of an export of messages, with times in a zone. */
export function messageColumns(zone: string): TableColumns<ExportColumn, ListedMessage> {
  const time = timeIn(zone)
  return {
    titles: TITLES,
    timeColumn: 'received',
    cells: {
      id: ({ id }) => id,
      received: ({ receivedAt }) => time(receivedAt),
      status: ({ status }) => status,
      type: ({ type }) => type,
      employees: ({ subjects, subjectCount }) =>
        withRest(
          subjects.map(({ key }) => key),
          subjectCount,
        ),
      effective: ({ effectiveOn }) => effectiveOn,
      handlers: ({ handlers }) =>
        handlers.map(({ handler, state }) => `${handler}: ${state}`).join(', '),
      duration: ({ receivedAt, settledAt }) =>
        settledAt === null ? null : Math.max(0, settledAt.getTime() - receivedAt.getTime()),
      company: ({ company }) => company,
      caller: ({ caller }) => caller.name ?? caller.clientId,
      events: ({ eventCount }) => eventCount,
      externalEventId: ({ externalEventId }) => externalEventId,
      correlationId: ({ correlationId }) => correlationId,
      errorCode: ({ errorCode }) => errorCode,
    },
  }
}
