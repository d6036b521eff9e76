import type { z } from 'zod'
import type { exportMessages } from '../../lib/api/export.ts'
import type { ExportColumn } from '../../lib/states.ts'
import type { ListedMessage } from '../../lib/store/queries/list-messages.ts'
import { csvLine, timeIn } from './csv.ts'

type Format = Pick<z.output<typeof exportMessages>, 'columns' | 'titles' | 'zone' | 'separator'>

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

type Cell = string | number | null

/** Writes the lines of an export: its titles, and one line for each message. */
export function exportRows({ columns, titles, zone, separator }: Format) {
  const time = timeIn(zone)
  const cells: Readonly<Record<ExportColumn, (message: ListedMessage) => Cell>> = {
    id: ({ id }) => id,
    received: ({ receivedAt }) => time(receivedAt),
    status: ({ status }) => status,
    type: ({ type }) => type,
    employees: ({ subjects, subjectCount }) =>
      [
        ...subjects.map(({ key }) => key),
        ...(subjectCount > subjects.length ? [`+${subjectCount - subjects.length}`] : []),
      ].join(', '),
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
  }
  const titleOf = (column: ExportColumn) => {
    const title = titles?.[column] ?? TITLES[column]
    return column === 'received' ? `${title} (${zone})` : title
  }
  return {
    head: csvLine(columns.map(titleOf), separator),
    line: (message: ListedMessage) =>
      csvLine(
        columns.map((column) => cells[column](message)),
        separator,
      ),
  }
}
