import type { ListedMessage } from '../../api/shapes.ts'
import { download } from '../../parts/download.ts'
import { durationOf } from './columns.tsx'

const FIELDS = [
  'id',
  'receivedAt',
  'status',
  'type',
  'effectiveOn',
  'eventCount',
  'eventsWithoutHandler',
  'company',
  'caller',
  'externalEventId',
  'correlationId',
  'errorCode',
  'durationMs',
  'handlers',
] as const

/** The selected rows as CSV for a spreadsheet, without employee keys. */
export function exportMessages(messages: readonly ListedMessage[]): void {
  const lines = [
    FIELDS.join(';'),
    ...messages.map((message) => valuesOf(message).map(quoted).join(';')),
  ]
  // The byte order mark tells spreadsheets that it is UTF-8.
  const file = new Blob([`\uFEFF${lines.join('\r\n')}\r\n`], { type: 'text/csv;charset=utf-8' })
  download(file, `messages-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.csv`)
}

function valuesOf(message: ListedMessage): unknown[] {
  const { caller } = message
  const handlers = message.handlers.map(({ handler, state }) => `${handler}: ${state}`)
  const added: Readonly<Record<string, unknown>> = {
    caller: caller.name ?? caller.clientId,
    durationMs: durationOf(message),
    handlers: handlers.join(', '),
  }
  const known: Readonly<Record<string, unknown>> = { ...message, ...added }
  return FIELDS.map((field) => known[field])
}

function quoted(value: unknown): string {
  const text = value === null || value === undefined ? '' : String(value)
  // A spreadsheet would read these as the start of a formula.
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return `"${safe.replaceAll('"', '""')}"`
}
