import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Pool, PoolClient } from 'pg'
import { createPool } from '../../lib/store/db/database.ts'
import { migrate } from '../../lib/store/db/migrate.ts'
import { createTestDatabase, type TestDatabase } from '../setup/test-database.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { type ItemWriter, writeItems } from '../support/write-items.ts'

const FIRST = '0001-items.sql'
const LATER = ['0002-names.sql', '0003-item-indexes.sql']
const ALL = [FIRST, ...LATER]
const INDEXES = '0003-item-indexes.sql'
const folder = new URL('../fixtures/migrations/', import.meta.url)
const OWN = new URL('../../lib/store/db/migrations/', import.meta.url)

describe('migrations', () => {
  let database: TestDatabase
  let db: Pool
  let starting: Pool
  let writers: ItemWriter[]

  const poolOf = (name: string, max: number) =>
    createPool(
      { kind: 'socket', ...database.connection },
      { name, max, pipeline: true, onError: () => undefined },
    )

  beforeEach(async () => {
    database = await createTestDatabase()
    db = poolOf('test', 6)
    starting = poolOf('starting', 4)
    writers = []
  })
  afterEach(async () => {
    for (const writer of writers) await writer.stop()
    await Promise.all([db.end(), starting.end()])
    await database.drop()
  })

  /** A database of the version before, with something in it. */
  const releaseFirst = async (items: number) => {
    await db.query(await readFile(new URL(FIRST, folder), 'utf8'))
    await db.query(
      'create table migration (name text primary key, applied_at timestamptz not null default now())',
    )
    await db.query('insert into migration (name) values ($1)', [FIRST])
    await db.query(
      `insert into item (id, kind) select gen_random_uuid(), 'old' from generate_series(1, $1)`,
      [items],
    )
  }
  const write = () => {
    const writer = writeItems(db)
    writers.push(writer)
    return writer
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
    const own = readdirSync(OWN).filter((name) => name.endsWith('.sql'))
    const applied = await Promise.all([migrate(starting), migrate(starting), migrate(starting)])
    expect(applied.flat().sort()).toEqual(own.sort())
    expect(await invalid()).toEqual([])
    const { rows } = await db.query('select name from migration order by name')
    expect(rows.map(({ name }) => name)).toEqual(own)
  })

  it('change nothing when they are applied again, nor a database that knows more', async () => {
    await migrate(starting)
    await db.query(`insert into migration (name) values ('9999-of-a-later-version.sql')`)
    const before = await indexes()
    expect(await migrate(starting)).toEqual([])
    expect(await indexes()).toEqual(before)
  })

  it('fail no writer while three instances migrate under load', async () => {
    await releaseFirst(20_000)
    const load = [write(), write(), write()]
    await settledOrTimeout(() => load.every(({ written }) => written() > 20), 'the load to begin')
    const options = { folder }
    const applied = await Promise.all([
      migrate(starting, options),
      migrate(starting, options),
      migrate(starting, options),
    ])
    expect(applied.flat().sort()).toEqual(LATER)
    const atEnd = load.map(({ written }) => written())
    await settledOrTimeout(
      () => load.every(({ written }, index) => written() > (atEnd[index] as number) + 20),
      'the load to go on',
    )
    for (const writer of load) await writer.stop()
    expect(load.flatMap(({ failures }) => failures)).toEqual([])
    expect(await invalid()).toEqual([])
    const { rows } = await db.query(
      `select (count(*) filter (where state = 'changed'))::int as written,
         (count(*) filter (where name = 'old'))::int as named
       from item`,
    )
    const written = load.reduce((sum, writer) => sum + writer.written(), 0)
    expect(rows[0]).toEqual({ written, named: 20_000 })
  })

  it('are finished by the next start when one is killed between two statements', async () => {
    await releaseFirst(1_000)
    await migrate(starting, { folder })
    await db.query('delete from migration where name = $1', [INDEXES])
    await db.query('drop index item_kind, item_name')
    const left = await indexes()
    // A build waits for active writers, and is killed there.
    const writer = await holdOpen('update item set state = null')
    const killed = migrate(starting, { folder }).then(
      () => 'applied',
      () => 'killed',
    )
    await settledOrTimeout(async () => (await invalid()).length === 1, 'a build to begin')
    for (const { pid } of await activity()) await db.query('select pg_terminate_backend($1)', [pid])
    expect(await killed).toBe('killed')
    await letGo(writer)
    expect((await invalid()).map(({ name }) => name)).toEqual(['item_kind'])

    expect(await migrate(starting, { folder })).toEqual([INDEXES])
    expect(await invalid()).toEqual([])
    // Valid indexes were not built again.
    expect(await indexes()).toEqual(expect.arrayContaining(left))
    expect(await indexes()).toHaveLength(left.length + 2)
  })

  it('give way to writers while a long transaction holds a table', async () => {
    await releaseFirst(100)
    const long = await holdOpen(`insert into item (id, kind) values (gen_random_uuid(), 'long')`)
    const writer = write()
    const migrating = migrate(starting, { folder })
    const waiting = new Set<string>()
    await settledOrTimeout(async () => {
      for (const { wait_event_type, xact_start } of await activity())
        if (wait_event_type === 'Lock') waiting.add(xact_start)
      return waiting.size >= 3
    }, 'three attempts to lock the table')
    // The writer that queued behind an attempt goes on while the long transaction is still open.
    const written = writer.written()
    await settledOrTimeout(() => writer.written() > written + 1, 'the writer to go on')
    await letGo(long)
    expect(await migrating).toEqual(LATER)
    await writer.stop()
    expect(writer.failures).toEqual([])
  })

  it('are waited for with a limit', async () => {
    const holder = await db.connect()
    await holder.query('select pg_advisory_lock(7304105526)')
    await expect(migrate(starting, { folder, limitMs: 300 })).rejects.toMatchObject({
      code: 'database_unavailable',
    })
    holder.release(true)
    expect(await migrate(starting, { folder })).toEqual(ALL)
  })
})
