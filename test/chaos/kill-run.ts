import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import type { LocalAuthorizationServer } from '../../lib/local/authorization-server/start-local-authorization-server.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { fetchToken } from '../support/fetch-token.ts'
import { soapMessage } from '../support/soap-message.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const EMPLOYEES = 40
const SENDERS = 30
const LEASE_SECONDS = 5

export interface KillRunOptions {
  readonly db: pg.Pool
  readonly databaseUrl: string
  readonly authorizationServer: LocalAuthorizationServer
  readonly port: number
  readonly kills: number
  /** messages acknowledged between two kills, at least */
  readonly messagesPerKill: number
  readonly onKill?: (kill: number, acknowledged: number) => void
}

export interface KillRunResult {
  readonly kills: number
  readonly acknowledged: number
  /** acknowledged messages that the database does not have */
  readonly lost: number
  /** events of acknowledged messages that no handler run has finished */
  readonly unhandled: number
  /** effects that stand before an effect of an earlier event of the same employee */
  readonly outOfOrder: number
  /** effects that came again */
  readonly repeated: number
  /** repeated effects whose attempt did not say so */
  readonly unmarked: number
  readonly abandonedAttempts: number
}

/** Sends at full speed while the service is killed and started again, then compares what is left. */
export async function runKills(options: KillRunOptions): Promise<KillRunResult> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-kills-'))
  const trace = path.join(folder, 'trace.jsonl')
  await writeFile(trace, '')
  const token = await fetchToken(options.authorizationServer, 'successfactors')
  const url = `http://127.0.0.1:${options.port}/http/successfactors/events/CHAOS`
  const acknowledged: string[] = []
  let sending = true
  const senders = Array.from({ length: SENDERS }, (_, index) =>
    sendUntil(() => !sending, url, token, index, acknowledged),
  )
  let child = await startService(options, trace)
  try {
    for (let kill = 1; kill <= options.kills; kill += 1) {
      const enough = acknowledged.length + options.messagesPerKill
      await settledOrTimeout(
        () => acknowledged.length >= enough,
        'messages between two kills',
        60_000,
      )
      child.kill('SIGKILL')
      await once(child, 'exit')
      options.onKill?.(kill, acknowledged.length)
      child = await startService(options, trace)
    }
    sending = false
    await Promise.all(senders)
    await settledOrTimeout(() => nothingOpen(options.db), 'everything to be handled', 120_000)
    return { kills: options.kills, ...(await compare(options.db, acknowledged, trace)) }
  } finally {
    sending = false
    child.kill('SIGKILL')
    await Promise.all(senders)
    await rm(folder, { recursive: true, force: true })
  }
}

async function startService(options: KillRunOptions, trace: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['srv/server.ts'], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      PORT: String(options.port),
      DATABASE_URL: options.databaseUrl,
      VCAP_SERVICES: JSON.stringify({
        xsuaa: [{ name: 'local', credentials: options.authorizationServer.xsuaaCredentials }],
      }),
      HANDLERS_DIR: 'test/chaos/handlers',
      LEASE_SECONDS: String(LEASE_SECONDS),
      LOG_LEVEL: 'error',
      CHAOS_TRACE: trace,
    },
  })
  const outcome = await Promise.race([once(child, 'message'), once(child, 'exit')])
  if (child.exitCode !== null) throw new Error(`the service did not start: ${outcome[0]}`)
  return child
}

async function sendUntil(
  over: () => boolean,
  url: string,
  token: string,
  sender: number,
  acknowledged: string[],
): Promise<void> {
  for (let count = 0; !over(); count += 1) {
    const userIds = [
      String((sender * 7 + count) % EMPLOYEES),
      String((sender + count * 3) % EMPLOYEES),
    ]
    const body = soapMessage(userIds.map((userId) => ({ userId })))
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'text/xml' },
        body,
      })
      await answer.text()
      const id = answer.headers.get('SAP_MessageProcessingLogID')
      if (answer.status === 200 && id !== null) acknowledged.push(id)
    } catch {
      // The service was killed: nothing was acknowledged, the next message may find it again.
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}

async function nothingOpen(db: pg.Pool): Promise<boolean> {
  const { rows } = await db.query('select 1 from lane where waiting > 0 limit 1')
  return rows.length === 0
}

async function compare(db: pg.Pool, acknowledged: readonly string[], trace: string) {
  const { rows: stored } = await db.query<{ id: string }>(
    'select id from message where id = any($1)',
    [acknowledged],
  )
  const { rows: events } = await db.query<{
    id: string
    subject: string
    position: string
    state: string
  }>(
    `select e.message_id || ':' || e.ordinal as id, e.subject_id as subject, e.position, d.state
     from event e join delivery d using (message_id, ordinal) where e.message_id = any($1)`,
    [acknowledged],
  )
  const { rows: all } = await db.query<{ id: string; subject: string; position: string }>(
    `select message_id || ':' || ordinal as id, subject_id as subject, position from event`,
  )
  const { rows: attempts } = await db.query<{ abandoned: number }>(
    `select count(*)::int as abandoned from attempt where outcome = 'abandoned'`,
  )
  const lines = (await readFile(trace, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  const traced = new Set<string>()
  const latest = new Map<string, bigint>()
  const byId = new Map(all.map((event) => [event.id, event]))
  let outOfOrder = 0
  let repeated = 0
  let unmarked = 0
  for (const line of lines as { message: string; ordinal: number; attempt: number }[]) {
    const id = `${line.message}:${line.ordinal}`
    const event = byId.get(id)
    if (event === undefined) throw new Error(`an effect of an event that is not stored: ${id}`)
    const position = BigInt(event.position)
    if (traced.has(id)) {
      repeated += 1
      if (line.attempt === 1) unmarked += 1
    }
    if (position < (latest.get(event.subject) ?? 0n)) outOfOrder += 1
    traced.add(id)
    latest.set(event.subject, position)
  }
  const handled = events.filter(({ id, state }) => state === 'completed' && traced.has(id))
  return {
    acknowledged: acknowledged.length,
    lost: acknowledged.length - stored.length,
    unhandled: acknowledged.length * 2 - handled.length,
    outOfOrder,
    repeated,
    unmarked,
    abandonedAttempts: attempts[0]?.abandoned ?? 0,
  }
}
