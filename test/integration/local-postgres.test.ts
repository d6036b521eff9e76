import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { identifyProcess, waitUntil } from '../../lib/local/postgres/server-process.ts'
import { startLocalPostgres } from '../../lib/local/postgres/start-local-postgres.ts'
import {
  type LocalPostgresFolder,
  makeLocalPostgresFolder,
  query,
} from '../setup/local-postgres-folder.ts'
import { serverPid } from '../setup/local-postgres-process.ts'

let folder: LocalPostgresFolder

beforeAll(async () => {
  folder = await makeLocalPostgresFolder()
})
afterEach(() => folder.stopAll())
afterAll(() => folder.remove())

const mode = async (path: string) => ((await stat(path)).mode & 0o777).toString(8)
const isGone = (pid: number) => async () => ((await identifyProcess(pid)) === null ? true : null)
const soon = { timeoutMs: 10_000, everyMs: 20 }

describe('a server of its own', () => {
  test('starts in a folder that is not there yet, durable, closed to others, without TCP', async () => {
    const server = await folder.start()
    const settings = await query(
      server,
      `select name, setting from pg_settings where name in ('fsync', 'synchronous_commit',
       'full_page_writes', 'listen_addresses', 'data_checksums', 'TimeZone', 'server_encoding') order by name`,
    )
    expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({
      TimeZone: 'UTC',
      data_checksums: 'on',
      fsync: 'on',
      full_page_writes: 'on',
      listen_addresses: '',
      server_encoding: 'UTF8',
      synchronous_commit: 'on',
    })
    expect(await mode(folder.dataDir)).toBe('700')
    expect(await mode(server.connection.host)).toBe('700')
  })

  test('keeps data over a stop, which may be asked for twice', async () => {
    const first = await folder.start()
    await query(first, `create table note (text text not null)`)
    await query(first, `insert into note values ('kept')`)
    const pid = await serverPid(folder.dataDir)
    await Promise.all([first.stop(), first.stop()])
    expect(await identifyProcess(pid)).toBeNull()
    expect(await readdir(join(folder.dataDir, 'owners'))).toEqual([])

    expect(await query(await folder.start(), 'select text from note')).toEqual([{ text: 'kept' }])
  })

  test('runs in a process group of its own, so that Ctrl-C leaves it to the service', async () => {
    await folder.start()
    const pid = await serverPid(folder.dataDir)
    const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ')
    expect(fields?.[2]).toBe(String(pid))
  })

  test('takes settings', async () => {
    const server = await folder.start({ settings: { max_connections: '7' } })
    expect(await query(server, 'show max_connections')).toEqual([{ max_connections: '7' }])
  })

  test('writes no value of a failed statement into its log', async () => {
    const server = await folder.start()
    for (const sql of [`select 'Grace Hopper'::int`, `insert into note values (null, 'Hopper')`]) {
      await expect(query(server, sql)).rejects.toThrow()
    }
    const log = await readFile(join(folder.dataDir, 'postgres.log'), 'utf8')
    expect(log).toContain('ready to accept connections')
    expect(log).not.toContain('Hopper')
  })

  test('is started again when it was killed while the service lives', async () => {
    const lines: string[] = []
    const server = await folder.start({ onLine: (line) => lines.push(line) })
    await query(server, `insert into note values ('before the kill')`)
    const pid = await serverPid(folder.dataDir)
    process.kill(pid, 'SIGKILL')
    const read = () =>
      query(server, `select text from note where text = 'before the kill'`).catch(() => null)
    await waitUntil(isGone(pid), soon)
    expect(await waitUntil(read, soon)).toEqual([{ text: 'before the kill' }])
    expect(lines).toContain(
      `local PostgreSQL (process ${pid}) ended by itself and is started again`,
    )
  })

  test('puts a log of over a megabyte aside', async () => {
    const log = join(folder.dataDir, 'postgres.log')
    await writeFile(log, 'x'.repeat(1_048_577))
    await folder.start()
    expect((await stat(`${log}.1`)).size).toBe(1_048_577)
    expect((await stat(log)).size).toBeLessThan(10_000)
  })
})

describe('a data folder in a bad state', () => {
  test('loses what an initdb that was killed has left', async () => {
    await mkdir(join(folder.dataDir, 'postgres.new-abc'))
    await writeFile(join(folder.dataDir, 'postgres.new-abc', 'PG_VERSION'), '18\n')
    await folder.start()
    expect(await readdir(folder.dataDir)).not.toContain('postgres.new-abc')
  })

  test('of another major version is left alone, and the error says what to do', async () => {
    const file = join(folder.dataDir, 'postgres', 'PG_VERSION')
    const right = await readFile(file, 'utf8')
    await writeFile(file, '15\n')
    await expect(startLocalPostgres({ dataDir: folder.dataDir })).rejects.toMatchObject({
      code: 'local_postgres',
      message: expect.stringMatching(/made by PostgreSQL 15, installed is 18; .*DATA_DIR/),
    })
    await writeFile(file, right)
    expect(
      await query(await folder.start(), `select text from note where text = 'kept'`),
    ).toHaveLength(1)
  })

  test('with something else in the place of the data is left alone', async () => {
    const other = join(folder.parent, 'other')
    await mkdir(join(other, 'postgres', 'holiday-photos'), { recursive: true })
    await expect(startLocalPostgres({ dataDir: other })).rejects.toMatchObject({
      code: 'local_postgres',
      message: expect.stringContaining('holds no PostgreSQL data'),
    })
    expect(await readdir(other)).toEqual(['owners', 'postgres'])
  })

  test('that is a file is said in one line', async () => {
    const file = join(folder.parent, 'file')
    await writeFile(file, '')
    await expect(startLocalPostgres({ dataDir: join(file, 'data') })).rejects.toMatchObject({
      code: 'local_postgres',
      message: expect.stringContaining('DATABASE_URL'),
    })
  })

  test('gives the reason of a server that does not start', async () => {
    await expect(folder.start({ settings: { shared_buffers: 'plenty' } })).rejects.toMatchObject({
      code: 'local_postgres',
      message: expect.stringContaining('invalid value for parameter "shared_buffers": "plenty"'),
    })
  })
})
