import { randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import pg from 'pg'
import { buildConcurrently } from '../../lib/store/db/build-concurrently.ts'
import { createPool, type Pool, type PoolOptions } from '../../lib/store/db/database.ts'
import { createTestDatabase, type TestDatabase } from '../setup/test-database.ts'
import {
  type PostgresProxy,
  type ProxyOptions,
  startPostgresProxy,
} from '../support/postgres-proxy.ts'
import { sendEvents } from '../support/send-events.ts'
import { createTestBed } from '../support/test-service.ts'

let database: TestDatabase
let admin: pg.Client
const pools: Pool[] = []
const proxies: PostgresProxy[] = []
const roles: string[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  admin = new pg.Client(database.connection)
  await admin.connect()
})
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.end()))
  await Promise.all(proxies.splice(0).map((proxy) => proxy.close()))
})
afterAll(async () => {
  for (const role of roles) await admin.query(`drop owned by ${role}; drop role ${role}`)
  await admin.end()
  await database.drop()
})

/** A role whose sessions begin with this setting. */
async function roleWith(synchronousCommit: string): Promise<string> {
  const role = `role_${randomBytes(6).toString('hex')}`
  await admin.query(`create role ${role} login`)
  await admin.query(`alter role ${role} set synchronous_commit = ${synchronousCommit}`)
  await admin.query(`grant create on schema public to ${role}`)
  roles.push(role)
  return role
}

async function proxy(options: ProxyOptions = {}, to = database): Promise<PostgresProxy> {
  const started = await startPostgresProxy(to.connection, options)
  proxies.push(started)
  return started
}

const addressOf = (user: string, port: number, query = '', to = database) =>
  `postgres://${user}@127.0.0.1:${port}/${to.connection.database}${query}`

function poolOf(url: string, options: Partial<PoolOptions> = {}): Pool {
  const pool = createPool(
    { kind: 'url', url, ca: null },
    { name: 'test', max: 1, onError: () => undefined, ...options },
  )
  pools.push(pool)
  return pool
}

async function settingsOf(pool: Pool, ...names: readonly string[]) {
  const { rows } = await pool.query<{ name: string; value: string }>(
    'select name, current_setting(name) as value from unnest($1::text[]) name',
    [names],
  )
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]))
}

describe('a new connection', () => {
  it.each<[string, Partial<PoolOptions>, Record<string, string>]>([
    [
      'with named statements',
      { pipeline: true },
      { plan_cache_mode: 'force_generic_plan', enable_bitmapscan: 'off' },
    ],
    [
      'with statements of its own',
      { pipeline: true, adHoc: true },
      { plan_cache_mode: 'auto', enable_bitmapscan: 'on' },
    ],
    ['that does not pipeline', {}, { plan_cache_mode: 'force_generic_plan' }],
  ])('%s has its settings where a proxy drops `options`', async (_name, options, own) => {
    const { port } = await proxy()
    const expected = {
      synchronous_commit: 'on',
      statement_timeout: '15s',
      idle_in_transaction_session_timeout: '5s',
      enable_seqscan: 'off',
      jit: 'off',
      ...own,
    }
    const pool = poolOf(addressOf(await roleWith('off'), port), options)
    expect(await settingsOf(pool, ...Object.keys(expected))).toEqual(expected)
  })

  it.each([
    ['off', 'on'],
    ['local', 'on'],
    ['remote_write', 'on'],
    ['remote_apply', 'remote_apply'],
  ])('of a role with synchronous_commit=%s has %s', async (given, expected) => {
    const { port } = await proxy()
    const pool = poolOf(addressOf(await roleWith(given), port))
    expect(await settingsOf(pool, 'synchronous_commit')).toEqual({ synchronous_commit: expected })
  })

  it('has the options of the address beside its own, also where a proxy drops them', async () => {
    const { port, startups } = await proxy()
    const options = 'endpoint=ep-1 -c search_path=one\\ ,two --work-mem=5MB -cstatement_timeout=0'
    const query = `?options=${encodeURIComponent(options)}&statement_timeout=0`
    const pool = poolOf(addressOf(await roleWith('off'), port, query))
    const expected = {
      search_path: 'one ,two',
      work_mem: '5MB',
      statement_timeout: '15s',
      synchronous_commit: 'on',
      enable_seqscan: 'off',
    }
    expect(await settingsOf(pool, ...Object.keys(expected))).toEqual(expected)
    expect(startups.map((each) => each.options)).toEqual(['endpoint=ep-1'])
  })

  it('needs one round trip, and no startup parameter that a pooler does not know', async () => {
    const messages: string[] = []
    const note = (message: Buffer) => {
      messages.push(message.subarray(5, -1).toString())
      return message
    }
    const { port, startups } = await proxy({ rewrite: note })
    const url = addressOf(database.connection.user, port, '?options=-c%20jit%3Don')
    await poolOf(url).query('select 1')
    expect(startups.map((each) => Object.keys(each).sort())).toEqual([
      ['application_name', 'client_encoding', 'database', 'user'],
    ])
    expect(messages).toEqual([expect.stringMatching(/^select .*set_config/), 'select 1'])
  })

  it('is closed where something on the way undoes a setting', async () => {
    // `off` is what the session of a pooler would have that answers SET by itself.
    const undo = (message: Buffer) =>
      Buffer.from(message.toString('latin1').replaceAll("else 'on'", "else 'no'"), 'latin1')
    const { port, open } = await proxy({ rewrite: undo })
    const pool = poolOf(addressOf(await roleWith('off'), port), { pipeline: true })
    await expect(pool.query('select 1')).rejects.toMatchObject({
      code: 'database_settings',
      message: expect.stringContaining('synchronous_commit=on, found off'),
    })
    expect(pool.totalCount).toBe(0)
    await pool.end()
    pools.length = 0
    expect(open()).toBe(0)
  })

  it('says which option of the address cannot be set', async () => {
    const { port } = await proxy()
    const query = `?options=${encodeURIComponent('-c no_such_setting=1')}`
    const pool = poolOf(addressOf(database.connection.user, port, query))
    await expect(pool.query('select 1')).rejects.toMatchObject({
      code: 'database_settings',
      message: expect.stringContaining('no_such_setting'),
    })
  })
})

describe('an index that is built concurrently', () => {
  it('leaves the session with its statement_timeout', async () => {
    const { port } = await proxy()
    const pool = poolOf(addressOf(database.connection.user, port))
    await pool.query('create table indexed (id int)')
    const client = await pool.connect()
    await buildConcurrently(client, 'create index concurrently indexed_id on indexed (id)')
    client.release()
    expect(await settingsOf(pool, 'statement_timeout')).toEqual({ statement_timeout: '15s' })
  })
})

describe('the service as a role with synchronous_commit=off, behind a proxy that drops `options`', () => {
  it('answers 200 for commits that wait for the disk', async () => {
    const role = await roleWith('off')
    const bed = await createTestBed(await createTestDatabase())
    const { port } = await proxy({}, bed.database)
    try {
      await bed.db.query(`grant create on schema public to ${role}`)
      const url = addressOf(role, port, '?options=-c%20jit%3Don', bed.database)
      const instance = await bed.startInstance({ database: { kind: 'url', url, ca: null } })
      await bed.db.query(`
        create table seen_setting (value text);
        grant insert on seen_setting to public;
        create function note_setting() returns trigger language plpgsql as $$
        begin
          insert into seen_setting values (current_setting('synchronous_commit'));
          return new;
        end $$;
        create trigger note_setting before insert on message
          for each row execute function note_setting()`)
      await sendEvents(instance, await bed.token(), ['U1'])
      const { rows } = await bed.db.query('select value from seen_setting')
      expect(rows).toEqual([{ value: 'on' }])
    } finally {
      await bed.stop()
    }
  })
})
