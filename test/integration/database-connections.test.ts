import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createPool, type Pool } from '../../lib/store/db/database.ts'
import { inPipelinedTransaction } from '../../lib/store/db/transaction.ts'
import { createTestDatabase, type TestDatabase } from '../setup/test-database.ts'

describe('a connection of the pool', () => {
  let database: TestDatabase
  let pool: Pool

  beforeAll(async () => {
    database = await createTestDatabase()
    const place = { kind: 'socket' as const, ...database.connection }
    pool = createPool(place, { name: 'test', max: 1, pipeline: true, onError: () => undefined })
    await pool.query('create table thing (id int primary key)')
  })
  afterAll(async () => {
    await pool.end()
    await database.drop()
  })

  const processId = async () => (await pool.query('select pg_backend_pid() as id')).rows[0].id
  const inOne = (...statements: readonly string[]) =>
    inPipelinedTransaction(pool, async (client) => ({
      result: null,
      lastStatement: Promise.all(statements.map((statement) => client.query(statement))),
    }))

  it.each([
    ['that is read-only', ['set transaction read only', 'insert into thing values (1)'], '25006'],
    ['that cancels', ["set local statement_timeout = '1ms'", 'select pg_sleep(9)'], '57014'],
    ['that does not know the table', ['select from nothing'], '42P01'],
  ])('is thrown away after an error of a server %s', async (_what, statements, code) => {
    const before = await processId()
    await expect(inOne(...statements)).rejects.toMatchObject({ code })
    expect(await processId()).not.toBe(before)
  })

  it.each([
    ['bad data', ['select 1/0', 'select 1'], '22012'],
    [
      'a conflict',
      ["do $$ begin raise 'lost' using errcode = '40001'; end $$", 'select 1'],
      '40001',
    ],
  ])('is used again after %s', async (_what, statements, code) => {
    const before = await processId()
    await expect(inOne(...statements)).rejects.toMatchObject({ code })
    expect(await processId()).toBe(before)
  })
})

describe('an address whose certificate file was removed after the start', () => {
  it('fails each call, and works again when the file is back', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-'))
    const file = path.join(folder, 'authority.pem')
    const url = `postgres://nobody@127.0.0.1:1/nothing?sslmode=verify-full&sslrootcert=${file}`
    const onError = () => undefined
    const pool = createPool({ kind: 'url', url, ca: null }, { name: 'test', max: 1, onError })
    try {
      let call: Promise<unknown> | null = null
      expect(() => {
        call = pool.query('select 1')
      }).not.toThrow()
      await expect(call).rejects.toMatchObject({ code: 'ENOENT', syscall: 'open' })
      await writeFile(file, '')
      await expect(pool.query('select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    } finally {
      await pool.end()
      await rm(folder, { recursive: true })
    }
  })
})
