import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Pool, PoolClient } from 'pg'
import { applyMigration } from '../../lib/store/apply-migration.ts'
import { createPool } from '../../lib/store/database.ts'
import { migrate } from '../../lib/store/migrate.ts'
import { readMigrations } from '../../lib/store/migration-file.ts'
import { createTestDatabase, type TestDatabase } from '../setup/test-database.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { type OldRecorder, recordAsBefore } from '../support/record-as-before.ts'

const FIRST = '0001-receive-and-dispatch.sql'
const INDEXES = '0016-one-sender-indexes.sql'
const FOLDER = new URL('../../lib/store/migrations/', import.meta.url)
const ALL = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.sql'))
  .sort()
const LATER = ALL.filter((name) => name !== FIRST)

describe('migrations', () => {
  let database: TestDatabase
  let db: Pool
  let starting: Pool
  let recorders: OldRecorder[]

  const poolOf = (name: string, max: number) =>
    createPool(
      { kind: 'socket', ...database.connection },
      { name, max, pipeline: true, onError: () => undefined },
    )

  beforeEach(async () => {
    database = await createTestDatabase()
    db = poolOf('test', 6)
    starting = poolOf('starting', 4)
    recorders = []
  })
  afterEach(async () => {
    for (const recorder of recorders) await recorder.stop()
    await Promise.all([db.end(), starting.end()])
    await database.drop()
  })

  /** A database of the version before, with something in it. */
  const releaseFirst = async (messages: number) => {
    const file = new URL(FIRST, FOLDER)
    await db.query(await readFile(file, 'utf8'))
    await db.query(
      'create table migration (name text primary key, applied_at timestamptz not null default now())',
    )
    await db.query('insert into migration (name) values ($1)', [FIRST])
    await db.query(`insert into handler (name, definition) values ('old', '{}')`)
    await db.query(
      `with m as (
         insert into message (id, received_at, state, event_count, caller_id, instance_id, correlation_id, body)
         select gen_random_uuid(), now(), 'recorded', 1, 1, gen_random_uuid(), n::text, 'x'
         from generate_series(1, $1) n returning id
       ), e as (
         insert into event (message_id, ordinal, position, subject_id, event_id, other_content)
         select id, 0, nextval('event_position'), 1, 'e', false from m
       )
       insert into delivery (message_id, ordinal, handler_id, subject_id, position, state, open, late)
       select id, 0, 1, 1, 1, 'completed', false, false from m`,
      [messages],
    )
  }
  /** What a version before did at its start. */
  const migrateTo = async (number: string) => {
    const client = await db.connect()
    for (const migration of await readMigrations()) {
      const isWanted = migration.name !== FIRST && migration.name.slice(0, 4) <= number
      if (isWanted) await applyMigration(client, migration)
    }
    client.release()
  }
  const record = () => {
    const recorder = recordAsBefore(db, recorders.length)
    recorders.push(recorder)
    return recorder
  }
  const indexes = async () => {
    const { rows } = await db.query(
      `select c.relname as name, c.oid, i.indisvalid as valid
       from pg_index i join pg_class c on c.oid = i.indexrelid
       where c.relnamespace = 'public'::regnamespace order by 1`,
    )
    return rows
  }
  const invalid = async () => (await indexes()).filter(({ valid }) => !valid)
  /** Statements of a starting instance, as the server sees them. */
  const activity = async () => {
    const { rows } = await db.query(
      `select pid, query, wait_event_type, xact_start::text from pg_stat_activity
       where datname = current_database() and application_name = 'starting'`,
    )
    return rows
  }
  const holdOpen = async (statement: string): Promise<PoolClient> => {
    const client = await db.connect()
    await client.query('begin')
    await client.query(statement)
    return client
  }
  const letGo = async (client: PoolClient) => {
    await client.query('rollback')
    client.release()
  }

  it('are applied once by three instances that start at once on an empty database', async () => {
    const applied = await Promise.all([migrate(starting), migrate(starting), migrate(starting)])
    expect(applied.flat().sort()).toEqual(ALL)
    expect(await invalid()).toEqual([])
    const { rows } = await db.query('select name from migration order by name')
    expect(rows.map(({ name }) => name)).toEqual(ALL)
  })

  it('change nothing when they are applied again, nor a database that knows more', async () => {
    await migrate(starting)
    await db.query(`insert into migration (name) values ('9999-of-a-later-version.sql')`)
    const before = await indexes()
    expect(await migrate(starting)).toEqual([])
    expect(await indexes()).toEqual(before)
  })

  it('fail no call while three instances migrate under load', async () => {
    await releaseFirst(20_000)
    const load = [record(), record(), record()]
    await settledOrTimeout(() => load.every(({ recorded }) => recorded() > 20), 'the load to begin')
    const applied = await Promise.all([migrate(starting), migrate(starting), migrate(starting)])
    expect(applied.flat().sort()).toEqual(LATER)
    const atEnd = load.map(({ recorded }) => recorded())
    await settledOrTimeout(
      () => load.every(({ recorded }, index) => recorded() > (atEnd[index] as number) + 20),
      'the load to go on',
    )
    for (const recorder of load) await recorder.stop()
    expect(load.flatMap(({ failures }) => failures)).toEqual([])
    expect(await invalid()).toEqual([])
    const { rows } = await db.query(
      `select count(*)::int as stored, (select sum(waiting)::int from lane) as waiting
       from message where content_type = 'load'`,
    )
    const recorded = load.reduce((sum, recorder) => sum + recorder.recorded(), 0)
    expect(rows[0]).toEqual({ stored: recorded, waiting: 0 })
  })

  it('keep the start of an attempt that runs, and what has ended', async () => {
    await releaseFirst(1)
    await db.query(
      `insert into attempt (message_id, ordinal, handler_id, run, number, lease, instance_id, ended_at, outcome)
       select id, 0, 1, 0, 1, 1, id, now(), 'retry' from message`,
    )
    await migrateTo('0021')
    await db.query(
      `with d as (
         update delivery set state = 'running', open = true, attempts = 2 returning message_id, position
       ), l as (
         insert into lane (handler_id, subject_id, waiting, head_position, lease, leased_by, due_at)
         select 1, 1, 1, position, 7, message_id, now() + interval '1 minute' from d
       )
       insert into attempt (message_id, ordinal, handler_id, run, number, lease, instance_id, started_at)
       select message_id, 0, 1, 0, 2, 7, message_id, '2026-07-01T00:00:00Z' from d`,
    )
    await migrate(starting)
    const { rows } = await db.query(
      `select d.started_at = '2026-07-01T00:00:00Z' as same, d.started_by = message_id as by, d.lease,
         array_agg(a.number || a.outcome) as ended
       from delivery d join attempt a using (message_id, ordinal, handler_id, run) group by d.message_id, 1, 2, 3`,
    )
    expect(rows).toEqual([{ same: true, by: true, lease: '7', ended: ['1retry'] }])
  })

  it('are finished by the next start when one is killed between two statements', async () => {
    await releaseFirst(1_000)
    await migrate(starting)
    await db.query('delete from migration where name = $1', [INDEXES])
    await db.query('drop index message_discarded, event_discarded')
    const left = await indexes()
    // A build waits for writers that are at it, and is killed there.
    const writer = await holdOpen('update message set format = null')
    const killed = migrate(starting).then(
      () => 'applied',
      () => 'killed',
    )
    await settledOrTimeout(async () => (await invalid()).length === 1, 'a build to begin')
    for (const { pid } of await activity()) await db.query('select pg_terminate_backend($1)', [pid])
    expect(await killed).toBe('killed')
    await letGo(writer)
    expect((await invalid()).map(({ name }) => name)).toEqual(['message_discarded'])

    expect(await migrate(starting)).toEqual([INDEXES])
    expect(await invalid()).toEqual([])
    // What was valid has not been built again.
    expect(await indexes()).toEqual(expect.arrayContaining(left))
    expect(await indexes()).toHaveLength(left.length + 2)
  })

  it('give way to writers while a long transaction holds a table', async () => {
    await releaseFirst(100)
    const long = await holdOpen(
      `insert into lane (handler_id, subject_id, waiting) values (99, 99, 0)`,
    )
    const recorder = record()
    const migrating = migrate(starting)
    const tries = new Set<string>()
    await settledOrTimeout(async () => {
      for (const { wait_event_type, xact_start } of await activity())
        if (wait_event_type === 'Lock') tries.add(xact_start)
      return tries.size >= 3
    }, 'three tries in vain')
    // The writer that queued behind a try goes on while the long transaction is still open.
    const recorded = recorder.recorded()
    await settledOrTimeout(() => recorder.recorded() > recorded + 1, 'the writer to go on')
    await letGo(long)
    expect(await migrating).toEqual(LATER)
    await recorder.stop()
    expect(recorder.failures).toEqual([])
  })

  it('are waited for with a limit', async () => {
    const holder = await db.connect()
    await holder.query('select pg_advisory_lock(7304105526)')
    await expect(migrate(starting, { limitMs: 300 })).rejects.toMatchObject({
      code: 'database_unavailable',
    })
    holder.release(true)
    expect(await migrate(starting)).toContain(FIRST)
  })
})
