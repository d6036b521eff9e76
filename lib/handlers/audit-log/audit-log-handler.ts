import { AUDIT_LOG_DESTINATION, type AuditLogConfig } from '../../config/audit-log.ts'
import type { HandlerEvent } from '../../events/handler-event.ts'
import { reject } from '../../outcomes.ts'
import type { StoredAuditEntry } from '../../store/actions/audit-entries.ts'
import type { Pool } from '../../store/db/database.ts'
import { listSubjects } from '../../store/queries/list-subjects.ts'
import { defineHandler, type HandlerDefinition } from '../define-handler.ts'
import type { DiscoveredHandler } from '../discover-handlers.ts'
import type { HandlerContext } from '../handler-context.ts'
import { readHandlerOptions } from '../handler-options.ts'
import { postTo } from '../ready-made/post-to.ts'
import { eventsOf } from './ingestion-events.ts'
import { documentOf } from './v2-document.ts'

/** The built-in handler that sends the entries; it exists only with an audit log. */
export const AUDIT_LOG = 'audit-log'

const TIMEOUT_MS = 30_000
/** With pauses of up to an hour: four days, before an entry waits for an operator. */
const RETRY = { attempts: 100, firstDelayMs: 1_000, maxDelayMs: 60 * 60_000 }

/** @returns no handler without an audit log */
export function auditLogHandler(config: AuditLogConfig | null, pool: Pool): DiscoveredHandler[] {
  if (config === null) return []
  const definition = defineHandler({
    // No event of a sender may become an entry of the audit log.
    on: () => false,
    retry: RETRY,
    timeoutMs: TIMEOUT_MS,
    run: (event, context) => send(config, pool, event, context),
  }) as HandlerDefinition
  const { options } = readHandlerOptions(definition)
  if (options === null) throw new Error('the options of the handler of the audit log are invalid')
  const on = ['predicate reveals and edits of this service']
  return [{ name: AUDIT_LOG, definition, options: { ...options, on, internal: true } }]
}

async function send(
  config: AuditLogConfig,
  pool: Pool,
  event: HandlerEvent,
  context: HandlerContext,
): Promise<void> {
  const entry = entryOf(event)
  const subject = entry.subjectId === null ? null : await subjectOf(pool, entry.subjectId)
  const target = { destination: AUDIT_LOG_DESTINATION, timeoutMs: TIMEOUT_MS }
  const post = (path: string, body: object) =>
    postTo({ ...target, path }, event, context, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  if (config.api === 'ingestion') {
    return post(config.path, eventsOf(entry, subject, config.source))
  }
  const { path, document } = documentOf(entry, subject)
  return post(`${config.path}/${path}`, document)
}

function entryOf({ payload }: HandlerEvent): StoredAuditEntry {
  try {
    return JSON.parse(payload ?? '') as StoredAuditEntry
  } catch {
    reject('expected an entry of the audit log, got another event')
  }
}

/** null = the subject was deleted or forgotten */
async function subjectOf(pool: Pool, id: string) {
  const { items } = await listSubjects(pool, { id }, { after: null, limit: 1 })
  return items[0] ?? null
}
