import { spawn } from 'node:child_process'
import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { Client } from 'pg'
import { startStandInEnvironment } from '../../lib/cli/dev/stand-in-environment.ts'
import { readConfig } from '../../lib/config/read-config.ts'
import { processExists, waitUntil } from '../../lib/local/postgres/server-process.ts'
import {
  type LocalPostgresFolder,
  makeLocalPostgresFolder,
  query,
} from '../setup/local-postgres-folder.ts'
import { serverPid } from '../setup/local-postgres-process.ts'

// The mode of macOS and Windows, here on Linux.
let folder: LocalPostgresFolder

beforeAll(async () => {
  folder = await makeLocalPostgresFolder({ mode: 'portable' })
  // Root starts the server as another account, which must reach the data.
  await chmod(folder.parent, 0o711)
})
afterEach(() => folder.stopAll())
afterAll(() => folder.remove())

const soon = { timeoutMs: 20_000, everyMs: 20 }
const gone = (pid: number) => async () => ((await processExists(pid)) ? null : true)
const note = (text: string) => `insert into note values ('${text}')`
const noted = (text: string) => `select text from note where text = '${text}'`

describe('the portable local PostgreSQL', () => {
  test('listens on loopback alone, durable, and takes only its own random password', async () => {
    const server = await folder.start()
    const settings = await query(
      server,
      `select name, setting from pg_settings where name in ('fsync', 'synchronous_commit',
       'listen_addresses', 'unix_socket_directories', 'port', 'password_encryption')`,
    )
    expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({
      fsync: 'on',
      synchronous_commit: 'on',
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      port: String(server.connection.port),
      password_encryption: 'scram-sha-256',
    })
    expect(server.connection.host).toBe('127.0.0.1')
    const others = Object.values(networkInterfaces()).flatMap((found) => found ?? [])
    for (const { address: host } of others.filter(
      (one) => !one.internal && one.family === 'IPv4',
    )) {
      const elsewhere = { ...server.connection, host }
      await expect(query({ connection: elsewhere }, 'select 1')).rejects.toThrow(/ECONNREFUSED/)
    }
    await query(server, 'create table note (text text not null)')

    const { connection } = server
    expect(connection.password).toMatch(/^[\w-]{43}$/)
    for (const password of ['', 'postgres', `${connection.password}x`]) {
      await expect(query({ connection: { ...connection, password } }, 'select 1')).rejects.toThrow(
        /password/,
      )
    }
    expect(await query({ connection }, 'table pg_hba_file_rules')).toMatchObject([
      { type: 'host', address: '127.0.0.1', auth_method: 'scram-sha-256' },
    ])
    const file = await stat(join(folder.dataDir, 'postgres.password'))
    expect((file.mode & 0o777).toString(8)).toBe('600')
  })

  test('is started again on its port when it was killed while the service lives', async () => {
    const lines: string[] = []
    const server = await folder.start({ onLine: (line) => lines.push(line) })
    await query(server, note('before the kill'))
    const pid = await serverPid(folder.dataDir)
    process.kill(pid, 'SIGKILL')
    await waitUntil(gone(pid), soon)
    const read = () => query(server, noted('before the kill')).catch(() => null)
    expect(await waitUntil(read, soon)).toHaveLength(1)
    expect(lines).toContain(
      `local PostgreSQL (process ${pid}) ended by itself and is started again`,
    )
  })

  test('is refused to another process, which learns its owner, also in the other mode', async () => {
    await folder.start()
    expect((await folder.hold({ mode: 'native' })).outcome).toMatchObject({
      code: 'local_data_in_use',
      message: `data folder ${folder.dataDir} is used by process ${process.pid}; stop it or set DATA_DIR`,
    })
  })

  test('stops the server of a killed owner and starts its own, with all data', async () => {
    const left = await folder.leaveServer(note('orphaned'))
    const server = await folder.start()
    expect(await processExists(left)).toBe(false)
    expect(await query(server, noted('orphaned'))).toHaveLength(1)
  })

  test('opens data whose dead server has left its pid to someone else', async () => {
    const left = await folder.leaveServer(note('pid taken'))
    process.kill(left, 'SIGKILL')
    await waitUntil(gone(left), soon)
    const file = join(folder.dataDir, 'postgres', 'postmaster.pid')
    const lines = (await readFile(file, 'utf8')).split('\n')
    const someone = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 60_000)'])
    try {
      await writeFile(file, [String(someone.pid), ...lines.slice(1)].join('\n'))
      expect(await query(await folder.start(), noted('pid taken'))).toHaveLength(1)
      expect(someone.exitCode ?? someone.signalCode).toBeNull()
    } finally {
      someone.kill()
    }
  })

  test('keeps its data over a stop, also for the other mode', async () => {
    const first = await folder.start()
    await query(first, note('kept'))
    const pid = await serverPid(folder.dataDir)
    await Promise.all([first.stop(), first.stop()])
    expect(await processExists(pid)).toBe(false)
    expect(await readdir(join(folder.dataDir, 'owners'))).toEqual([])
    expect(await query(await folder.start({ mode: 'native' }), noted('kept'))).toHaveLength(1)
    await folder.stopAll()
    expect(await query(await folder.start(), noted('kept'))).toHaveLength(1)
  })

  test('is that of the service with LOCAL_POSTGRES=portable, for each version of dev', async () => {
    const DATA_DIR = folder.dataDir
    const local = { LOCAL_POSTGRES: 'portable', LOCAL_TOKEN_PORT: '0', HANDLERS_DIR: folder.parent }
    const config = readConfig({ ...local, DATA_DIR })
    const standIns = await startStandInEnvironment(config, () => undefined)
    try {
      const { DATABASE_URL: connectionString } = standIns.environment
      expect(connectionString).toMatch(
        /^postgres:\/\/postgres:[\w-]{43}@127\.0\.0\.1:\d+\/postgres$/,
      )
      const client = new Client({ connectionString })
      await client.connect()
      const { rows } = await client.query('select inet_server_addr() as address')
      await client.end()
      expect(rows).toEqual([{ address: '127.0.0.1' }])
    } finally {
      await standIns.stop()
    }
  })

  test('gives the reason of a server that does not start', async () => {
    await expect(folder.start({ settings: { shared_buffers: 'plenty' } })).rejects.toMatchObject({
      code: 'local_postgres',
      message: expect.stringContaining('invalid value for parameter "shared_buffers": "plenty"'),
    })
  })
})
