import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { Client } from 'pg'
import { startLocalAuthorizationServer } from '../../../lib/local/authorization-server/start-local-authorization-server.ts'
import {
  type LocalPostgres,
  startLocalPostgres,
} from '../../../lib/local/postgres/start-local-postgres.ts'
import { settledOrTimeout } from '../../../test/support/eventually.ts'
import { fetchToken } from '../../../test/support/fetch-token.ts'
import type { Checked } from '../checks.ts'
import { type Receiver, startReceiver } from '../receiver.ts'
import type { Place } from '../token-server.ts'
import { type PgbouncerOptions, startPgbouncer } from './start-pgbouncer.ts'

export interface PgbouncerTrial {
  readonly title: string
  readonly checked: readonly Checked[]
}

const ROLE = 'weak'
const CALLS = 20
/** `-c work_mem=5MB` shows whether options of the address hold. */
const OPTIONS = `?options=${encodeURIComponent('-c work_mem=5MB')}`
const EXPECTED_SETTINGS =
  'synchronous_commit=on statement_timeout=15s idle_in_transaction_session_timeout=5s enable_seqscan=off work_mem=5MB'

/** Runs the service behind PgBouncer as a role with synchronous_commit=off, in each pool mode. */
export async function* tryPgbouncer(
  place: Place,
  signal: AbortSignal,
): AsyncGenerator<PgbouncerTrial> {
  const dataDir = path.join(place.folder, 'data')
  await mkdir(dataDir, { mode: 0o700 })
  const postgres = await startLocalPostgres({ dataDir })
  const issuer = await startLocalAuthorizationServer({ dataDir, port: 0 })
  const environment = {
    VCAP_SERVICES: JSON.stringify({
      xsuaa: [{ name: 'local', credentials: issuer.xsuaaCredentials }],
    }),
  }
  try {
    const trials = [
      { options: { poolMode: 'transaction', ignored: ['options'] }, works: false },
      { options: { poolMode: 'statement', ignored: ['options'] }, works: false },
      { options: { poolMode: 'session', ignored: ['options'] }, works: true },
      { options: { poolMode: 'session', ignored: [] }, works: true },
    ] as const
    for (const [index, { options, works }] of trials.entries()) {
      signal.throwIfAborted()
      const database = `trial_${index}`
      const db = await createDatabase(postgres, database)
      const behind = { ...postgres.connection, user: ROLE, database }
      const pgbouncer = await startPgbouncer(place, behind, options)
      const url = `postgres://${ROLE}@127.0.0.1:${place.port}/${database}${OPTIONS}`
      const start = () => startReceiver({ ...environment, DATABASE_URL: url }, place.folder, signal)
      try {
        const checked = works
          ? await checkWorking(start, db, await fetchToken(issuer, 'successfactors'))
          : await checkRefused(start)
        yield { title: titleOf(place, options), checked }
      } finally {
        await pgbouncer.stop()
        await db.end()
      }
    }
  } finally {
    await issuer.close()
    await postgres.stop()
  }
}

function titleOf({ version }: Place, { poolMode, ignored }: PgbouncerOptions): string {
  const drops = ignored.length === 0 ? 'nothing' : ignored.join(', ')
  return `PgBouncer ${version}, pool_mode=${poolMode}, ignore_startup_parameters: ${drops}`
}

async function createDatabase({ connection }: LocalPostgres, database: string): Promise<Client> {
  const admin = new Client(connection)
  await admin.connect()
  const { rowCount } = await admin.query('select from pg_roles where rolname = $1', [ROLE])
  if (rowCount === 0) {
    await admin.query(`create role ${ROLE} login`)
    await admin.query(`alter role ${ROLE} set synchronous_commit = off`)
  }
  await admin.query(`create database ${database} owner ${ROLE}`)
  await admin.end()
  const db = new Client({ ...connection, database })
  await db.connect()
  return db
}

async function checkRefused(start: () => Promise<Receiver>): Promise<Checked[]> {
  const came = await start().then(
    async (receiver) => {
      await receiver.stop()
      return 'the service started'
    },
    ({ message }: Error) => message.replace(/: expected .* session mode$/, ': one sentence'),
  )
  return [{ what: 'a start', expected: 'database_pooler: one sentence', came }]
}

async function checkWorking(
  start: () => Promise<Receiver>,
  db: Client,
  token: string,
): Promise<Checked[]> {
  const receiver = await start()
  try {
    await noteSettings(db)
    const sent = await Promise.all(Array.from({ length: CALLS }, () => receiver.send(token)))
    const answered = sent.filter(({ status }) => status === 200).length
    await settledOrTimeout(async () => (await handled(db)) === CALLS, 'all events').catch(
      () => undefined,
    )
    return [
      {
        what: 'calls',
        expected: `${CALLS} answered with 200`,
        came: `${answered} answered with 200`,
      },
      { what: 'events', expected: `${CALLS} handled`, came: `${await handled(db)} handled` },
      {
        what: 'settings of recording sessions',
        expected: EXPECTED_SETTINGS,
        came: await notedSettings(db),
      },
      {
        what: 'LISTEN',
        expected: '1 session listens',
        came: `${await listeners(db)} session listens`,
      },
    ]
  } finally {
    await receiver.stop()
  }
}

async function noteSettings(db: Client): Promise<void> {
  await db.query(`
    create table noted (name text, value text);
    grant insert on noted to public;
    create function note_settings() returns trigger language plpgsql as $$
    begin
      insert into noted select name, current_setting(name) from unnest(array['synchronous_commit',
        'statement_timeout', 'idle_in_transaction_session_timeout', 'enable_seqscan', 'work_mem']) name;
      return new;
    end $$;
    create trigger note_settings before insert on message
      for each row execute function note_settings()`)
}

async function notedSettings(db: Client): Promise<string> {
  const { rows } = await db.query<{ noted: string }>(
    `select distinct name || '=' || value as noted from noted`,
  )
  const order = ['synchronous_commit', 'statement_timeout', 'idle_in', 'enable_seqscan', 'work_mem']
  const rank = (text: string) => order.findIndex((name) => text.startsWith(name))
  return rows
    .map(({ noted }) => noted)
    .sort((one, other) => rank(one) - rank(other))
    .join(' ')
}

async function handled(db: Client): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::int as count from delivery where state = 'completed'`,
  )
  return rows[0]?.count ?? 0
}

async function listeners(db: Client): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity
     where datname = current_database() and state = 'idle' and query ilike 'listen%'`,
  )
  return rows[0]?.count ?? 0
}
