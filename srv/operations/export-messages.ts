import type { z } from 'zod'
import { exportMessages } from '../../lib/api/export.ts'
import { redactRecords } from '../../lib/masking/redact-records.ts'
import {
  beginExport,
  type RecordedExport,
  recordExported,
} from '../../lib/store/actions/record-export.ts'
import { type ListedMessage, listMessages } from '../../lib/store/queries/list-messages.ts'
import type { Position } from '../../lib/store/queries/page.ts'
import type { MessageFilter } from '../../lib/store/queries/record-filter.ts'
import { resolveNames } from '../../lib/store/queries/resolve-filter.ts'
import { csvTable, type TablePage } from './csv-table.ts'
import type { ExportRoom } from './export-room.ts'
import { messageColumns } from './message-columns.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { searchFilterOf } from './read-filter.ts'
import { actorOf } from './reveal.ts'
import { type Call, type Route, route, type StreamAnswer } from './route.ts'

/** Rows of one read: the memory of an export. */
const PAGE = 500

type Body = z.output<typeof exportMessages>
type ExportCall = Call<unknown, unknown, Body>

/** The export of all messages that match a filter, as a stream. */
export function exportMessagesRoute(deps: OperationsDeps, room: ExportRoom): Route {
  const { pool } = deps
  return route({
    method: 'post',
    path: '/messages/export',
    summary: 'All messages that match, as CSV (employees and a search by text need Reveal)',
    grant: 'Monitor',
    body: exportMessages,
    result: null,
    refusals: [429],
    handle: async (call) => {
      const { columns, titles, zone, separator, ...given } = call.body
      if (columns.includes('employees')) call.needs('Reveal')
      const { filter, foundIds, isReveal } = await searchFilterOf(deps, call, given)
      // Once the stream has begun, an error only cuts it.
      await resolveNames(pool, filter)
      const end = room.enter()
      const isRecorded = isReveal || columns.includes('employees')
      const revealed = isRecorded ? await begin(deps, call, foundIds).catch(failing(end)) : null
      const lines = csvTable(
        { columns, titles, zone, separator },
        messageColumns(zone),
        pagesOf(deps, upToNow(filter), revealed),
        deps.isStopping,
      )
      return csv(lines, end)
    },
  })
}

/** Records the export, and the subjects that its search by key found. */
async function begin(
  { pool, audit, onDue }: OperationsDeps,
  { caller }: ExportCall,
  foundIds: readonly string[],
): Promise<RecordedExport> {
  const begun = await beginExport(pool, actorOf(caller), audit)
  await recordExported(pool, begun, foundIds)
  if (audit !== null) onDue()
  return begun
}

const failing = (end: () => void) => (error: unknown) => {
  end()
  throw error
}

/** Messages that arrive during an export do not belong to it: otherwise it might never end. */
function upToNow(filter: MessageFilter): MessageFilter {
  return { ...filter, to: filter.to ?? new Date(Date.now() + 1) }
}

function csv(chunks: AsyncIterable<string>, onEnd: () => void): StreamAnswer {
  return { chunks, onEnd, type: 'text/csv; charset=utf-8', fileName: 'messages.csv' }
}

/** Reads pages of messages, masked, and records whose ids they show before they are sent. */
function pagesOf(
  { pool, fields, onDue }: OperationsDeps,
  filter: MessageFilter,
  revealed: RecordedExport | null,
) {
  const redact = redactRecords(fields)
  return async (after: Position | null): Promise<TablePage<ListedMessage>> => {
    const { items, next } = await listMessages(pool, filter, { after, limit: PAGE })
    if (revealed !== null) {
      await recordExported(pool, revealed, subjectsOf(items))
      if (revealed.audit !== null) onDue()
    }
    return { items: items.map((message) => redact('', message) as ListedMessage), next }
  }
}

/** A forgotten person is not shown any more. */
function subjectsOf(messages: readonly ListedMessage[]): string[] {
  const subjects = messages.flatMap((message) => message.subjects)
  return [...new Set(subjects.filter(({ forgotten }) => forgotten !== true).map(({ id }) => id))]
}
