import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { Client } from 'pg'
import { identifyProcess } from '../../lib/local/postgres/process-identity.ts'
import {
  type LocalPostgres,
  type LocalPostgresOptions,
  startLocalPostgres,
} from '../../lib/local/postgres/start-local-postgres.ts'
import { waitUntil } from '../../lib/local/postgres/wait-until.ts'
import { endHolder, holdLocalPostgres, serverPid } from '../setup/local-postgres-process.ts'

let dataDir: string
let running: LocalPostgres | null = null

beforeAll(async () => {
  dataDir = join(await mkdtemp(join(tmpdir(), 'sfer-')), 'data')
})
afterEach(async () => {
  await running?.stop()
  running = null
})
afterAll(() => rm(join(dataDir, '..'), { recursive: true, force: true }))

async function start(options: Partial<LocalPostgresOptions> = {}): Promise<LocalPostgres> {
  running = await startLocalPostgres({ dataDir, ...options })
  return running
}

async function query(
  { connection }: Pick<LocalPostgres, 'connection'>,
  sql: string,
): Promise<Record<string, unknown>[]> {
  const client = new Client(connection)
  // The server may be killed under it; the query then fails.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

/** A service that has committed a row, was killed, and has left its server running. */
async function leaveServer(row: string): Promise<number> {
  const holder = await holdLocalPostgres({ dataDir })
  if (holder.outcome.kind !== 'ready') throw new Error(holder.outcome.message)
  await query(holder.outcome, `insert into note values ('${row}')`)
  await endHolder(holder, 'SIGKILL')
  return serverPid(dataDir)
}

const mode = async (path: string) => ((await stat(path)).mode & 0o777).toString(8)
const isGone = (pid: number) => async () => ((await identifyProcess(pid)) === null ? true : null)
const soon = { timeoutMs: 10_000, everyMs: 20 }

describe('a server of its own', () => {
  test('starts in a folder that is not there yet, durable, closed to others, without TCP', async () => {
    const server = await start()
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
    expect(await mode(dataDir)).toBe('700')
    expect(await mode(server.connection.host)).toBe('700')
  })

  test('keeps data over a stop, which may be asked for twice', async () => {
    const first = await start()
    await query(first, `create table note (text text not null)`)
    await query(first, `insert into note values ('kept')`)
    const pid = await serverPid(dataDir)
    await Promise.all([first.stop(), first.stop()])
    expect(await identifyProcess(pid)).toBeNull()
    expect(await readdir(join(dataDir, 'owners'))).toEqual([])

    expect(await query(await start(), 'select text from note')).toEqual([{ text: 'kept' }])
  })

  test('runs in a process group of its own, so that Ctrl-C leaves it to the service', async () => {
    await start()
    const pid = await serverPid(dataDir)
    const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ')
    expect(fields?.[2]).toBe(String(pid))
  })

  test('takes settings', async () => {
    const server = await start({ settings: { max_connections: '7' } })
    expect(await query(server, 'show max_connections')).toEqual([{ max_connections: '7' }])
  })

  test('writes no value of a failed statement into its log', async () => {
    const server = await start()
    for (const sql of [`select 'Grace Hopper'::int`, `insert into note values (null, 'Hopper')`]) {
      await expect(query(server, sql)).rejects.toThrow()
    }
    const log = await readFile(join(dataDir, 'postgres.log'), 'utf8')
    expect(log).toContain('ready to accept connections')
    expect(log).not.toContain('Hopper')
  })

  test('is started again when it was killed while the service lives', async () => {
    const lines: string[] = []
    const server = await start({ onLine: (line) => lines.push(line) })
    await query(server, `insert into note values ('before the kill')`)
    const pid = await serverPid(dataDir)
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
    const log = join(dataDir, 'postgres.log')
    await writeFile(log, 'x'.repeat(1_048_577))
    await start()
    expect((await stat(`${log}.1`)).size).toBe(1_048_577)
    expect((await stat(log)).size).toBeLessThan(10_000)
  })
})

describe('a data folder that is in use', () => {
  test('is refused to this process and names it', async () => {
    await start()
    await expect(startLocalPostgres({ dataDir })).rejects.toMatchObject({
      code: 'local_data_in_use',
      message: `data folder ${dataDir} is used by process ${process.pid}; stop it or set DATA_DIR`,
    })
  })

  test('is refused to another process and stays in use', async () => {
    const server = await start()
    const other = await holdLocalPostgres({ dataDir })
    expect(other.outcome).toMatchObject({
      code: 'local_data_in_use',
      message: `data folder ${dataDir} is used by process ${process.pid}; stop it or set DATA_DIR`,
    })
    expect(await query(server, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  test('goes to one of three that start at once over the claim of a dead one', async () => {
    await leaveServer('before the race')
    const holders = await Promise.all([1, 2, 3].map(() => holdLocalPostgres({ dataDir })))
    await Promise.all(holders.map((holder) => endHolder(holder, 'SIGTERM')))
    const outcomes = holders.map(({ outcome }) =>
      outcome.kind === 'ready' ? 'ready' : outcome.code,
    )
    expect(outcomes.toSorted()).toEqual(['local_data_in_use', 'local_data_in_use', 'ready'])
  })
})

describe('the data of a killed service', () => {
  test('come with their living server, which is then ours to stop', async () => {
    const left = await leaveServer('orphaned')
    const lines: string[] = []
    const server = await start({ onLine: (line) => lines.push(line) })
    expect(lines).toEqual([`adopted the local PostgreSQL that was left running (process ${left})`])
    expect(await query(server, `select text from note where text = 'orphaned'`)).toHaveLength(1)
    await server.stop()
    expect(await identifyProcess(left)).toBeNull()
  })

  test('get a new server if the one left runs with other settings', async () => {
    const left = await leaveServer('other settings')
    const server = await start({ settings: { max_connections: '9' } })
    expect(await identifyProcess(left)).toBeNull()
    expect(await query(server, 'show max_connections')).toEqual([{ max_connections: '9' }])
  })

  test('are whole when the server was killed as well, its processes perhaps still ending', async () => {
    const left = await leaveServer('killed twice')
    process.kill(left, 'SIGKILL')
    const rows = await query(await start(), `select text from note where text = 'killed twice'`)
    expect(rows).toHaveLength(1)
    expect(await serverPid(dataDir)).not.toBe(left)
  })

  test('open although the pid of their dead server now belongs to someone else', async () => {
    const left = await leaveServer('pid taken')
    process.kill(left, 'SIGKILL')
    await waitUntil(isGone(left), soon)
    const file = join(dataDir, 'postgres', 'postmaster.pid')
    const lines = (await readFile(file, 'utf8')).split('\n')
    await writeFile(file, [String(process.pid), ...lines.slice(1)].join('\n'))
    const rows = await query(await start(), `select text from note where text = 'pid taken'`)
    expect(rows).toHaveLength(1)
  })
})

describe('a data folder in a bad state', () => {
  test('loses what an initdb that was killed has left', async () => {
    await mkdir(join(dataDir, 'postgres.new-abc'))
    await writeFile(join(dataDir, 'postgres.new-abc', 'PG_VERSION'), '18\n')
    await start()
    expect(await readdir(dataDir)).not.toContain('postgres.new-abc')
  })

  test('of another major version is left alone, and the error says what to do', async () => {
    const file = join(dataDir, 'postgres', 'PG_VERSION')
    const right = await readFile(file, 'utf8')
    await writeFile(file, '15\n')
    await expect(startLocalPostgres({ dataDir })).rejects.toMatchObject({
      code: 'local_postgres',
      message: expect.stringMatching(/made by PostgreSQL 15, installed is 18; .*DATA_DIR/),
    })
    await writeFile(file, right)
    expect(await query(await start(), `select text from note where text = 'kept'`)).toHaveLength(1)
  })

  test('with something else in the place of the data is left alone', async () => {
    const other = join(dataDir, '..', 'other')
    await mkdir(join(other, 'postgres', 'holiday-photos'), { recursive: true })
    await expect(startLocalPostgres({ dataDir: other })).rejects.toMatchObject({
      code: 'local_postgres',
      message: expect.stringContaining('holds no PostgreSQL data'),
    })
    expect(await readdir(other)).toEqual(['owners', 'postgres'])
  })

  test('that is a file is said in one line', async () => {
    const file = join(dataDir, '..', 'file')
    await writeFile(file, '')
    await expect(startLocalPostgres({ dataDir: join(file, 'data') })).rejects.toMatchObject({
      code: 'local_postgres',
      message: expect.stringContaining('DATABASE_URL'),
    })
  })

  test('gives the reason of a server that does not start', async () => {
    await expect(start({ settings: { shared_buffers: 'plenty' } })).rejects.toMatchObject({
      code: 'local_postgres',
      message: expect.stringContaining('invalid value for parameter "shared_buffers": "plenty"'),
    })
  })
})
