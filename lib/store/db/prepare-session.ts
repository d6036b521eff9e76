import type { ClientBase } from 'pg'
import { DatabaseClient, READ_SERVER_OF_SESSION, type ServerOfSession } from './database-client.ts'
import {
  type SessionSetting,
  setAndReadBack,
  UnusableSession,
  unmetSettings,
} from './session-settings.ts'
import { isOutage } from './sql-outage.ts'

/** Limits the wait for a pooler without a free server connection (ms). */
const LIMIT_MS = 5_000

/**
 * Sets a new connection's settings and reads them back before its first use.
 * @param fromAddress settings in the `options` of the address
 * @throws UnusableSession if a setting cannot be set or does not hold
 */
export async function prepareSession(
  client: ClientBase,
  settings: readonly SessionSetting[],
  fromAddress: readonly SessionSetting[],
): Promise<void> {
  const text = `${setAndReadBack(settings, fromAddress)}; ${READ_SERVER_OF_SESSION}`
  const statement = { text, query_timeout: LIMIT_MS } as { text: string }
  const results: unknown = await client.query(statement).catch((error) => {
    throw isOutage(error) ? error : refused(error)
  })
  // Several statements in one message give an array of results.
  const [found, server] = (results as { rows: unknown[] }[]).slice(-2).map(({ rows }) => rows[0])
  const unmet = unmetSettings(settings, (found ?? {}) as Record<string, string>)
  if (unmet.length > 0) throw undone(unmet)
  if (client instanceof DatabaseClient) client.reached(server as ServerOfSession)
}

function refused(cause: Error): UnusableSession {
  return new UnusableSession(
    `expected PostgreSQL to take the settings of a new session, it answered: ${cause.message}; ` +
      'check the options in the database address, and let no pooler refuse SET',
  )
}

function undone(unmet: readonly string[]): UnusableSession {
  return new UnusableSession(
    `expected a new session to keep ${unmet.join('; ')}: something between the service and PostgreSQL ` +
      'changes settings; connect directly, or set the pooler to session mode',
  )
}
