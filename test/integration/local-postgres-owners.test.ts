import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { identifyProcess, waitUntil } from '../../lib/local/postgres/server-process.ts'
import { startLocalPostgres } from '../../lib/local/postgres/start-local-postgres.ts'
import {
  type LocalPostgresFolder,
  makeLocalPostgresFolder,
  query,
} from '../setup/local-postgres-folder.ts'
import { endHolder, serverPid, spawnHolder } from '../setup/local-postgres-process.ts'

let folder: LocalPostgresFolder

beforeAll(async () => {
  folder = await makeLocalPostgresFolder()
  await query(await folder.start(), 'create table note (text text not null)')
  await folder.stopAll()
})
afterEach(() => folder.stopAll())
afterAll(() => folder.remove())

const note = (text: string) => `insert into note values ('${text}')`
const isGone = (pid: number) => async () => ((await identifyProcess(pid)) === null ? true : null)
const soon = { timeoutMs: 10_000, everyMs: 20 }

describe('a data folder that is in use', () => {
  test('is refused to this process and names it', async () => {
    await folder.start()
    await expect(startLocalPostgres({ dataDir: folder.dataDir })).rejects.toMatchObject({
      code: 'local_data_in_use',
      message: `data folder ${folder.dataDir} is used by process ${process.pid}; stop it or set DATA_DIR`,
    })
  })

  test('is refused to another process and stays in use', async () => {
    const server = await folder.start()
    const other = await folder.hold()
    expect(other.outcome).toMatchObject({
      code: 'local_data_in_use',
      message: `data folder ${folder.dataDir} is used by process ${process.pid}; stop it or set DATA_DIR`,
    })
    expect(await query(server, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  test('goes to one of three that start at once over the claim of a dead one', async () => {
    await folder.leaveServer(note('before the race'))
    const holders = await Promise.all([1, 2, 3].map(() => folder.hold()))
    await Promise.all(holders.map((holder) => endHolder(holder, 'SIGTERM')))
    const outcomes = holders.map(({ outcome }) =>
      outcome.kind === 'ready' ? 'ready' : outcome.code,
    )
    expect(outcomes.toSorted()).toEqual(['local_data_in_use', 'local_data_in_use', 'ready'])
  })
})

describe('the data of a killed service', () => {
  test('come with their living server, which is then ours to stop', async () => {
    const left = await folder.leaveServer(note('orphaned'))
    const lines: string[] = []
    const server = await folder.start({ onLine: (line) => lines.push(line) })
    expect(lines).toEqual([`adopted the local PostgreSQL that was left running (process ${left})`])
    expect(await query(server, `select text from note where text = 'orphaned'`)).toHaveLength(1)
    await server.stop()
    expect(await identifyProcess(left)).toBeNull()
  })

  test('get a new server if the one left runs with other settings', async () => {
    const left = await folder.leaveServer(note('other settings'))
    const server = await folder.start({ settings: { max_connections: '9' } })
    expect(await identifyProcess(left)).toBeNull()
    expect(await query(server, 'show max_connections')).toEqual([{ max_connections: '9' }])
  })

  test('are whole when the server was killed as well, its processes perhaps still ending', async () => {
    const left = await folder.leaveServer(note('killed twice'))
    process.kill(left, 'SIGKILL')
    const rows = await query(
      await folder.start(),
      `select text from note where text = 'killed twice'`,
    )
    expect(rows).toHaveLength(1)
    expect(await serverPid(folder.dataDir)).not.toBe(left)
  })

  test('open although the pid of their dead server now belongs to someone else', async () => {
    const left = await folder.leaveServer(note('pid taken'))
    process.kill(left, 'SIGKILL')
    await waitUntil(isGone(left), soon)
    const file = join(folder.dataDir, 'postgres', 'postmaster.pid')
    const lines = (await readFile(file, 'utf8')).split('\n')
    const someone = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 60_000)'])
    try {
      await writeFile(file, [String(someone.pid), ...lines.slice(1)].join('\n'))
      const rows = await query(await folder.start(), "select 1 from note where text = 'pid taken'")
      expect(rows).toHaveLength(1)
      expect(someone.exitCode ?? someone.signalCode).toBeNull()
    } finally {
      someone.kill()
    }
  })

  test('are refused while a server that we cannot see answers on their socket', async () => {
    const left = await folder.leaveServer(note('other container'))
    const cluster = join(folder.dataDir, 'postgres')
    const file = join(cluster, 'postmaster.pid')
    const right = await readFile(file, 'utf8')
    // As it looks from another pid namespace: the noted pid is nobody's.
    await writeFile(file, right.replace(String(left), '4194304'))
    await expect(startLocalPostgres({ dataDir: folder.dataDir })).rejects.toMatchObject({
      code: 'local_data_in_use',
      message: expect.stringContaining(`data in ${cluster} are used by a PostgreSQL that`),
    })
    await writeFile(file, right)
    await folder.start()
    expect(await serverPid(folder.dataDir)).toBe(left)
  })

  test('are made anew when it was killed during initdb, which perhaps still runs', async () => {
    const dataDir = join(folder.parent, 'half-done')
    const child = spawnHolder({ dataDir })
    const draft = async () =>
      (await readdir(dataDir).catch(() => [])).find((name) => name.startsWith('postgres.new-')) ??
      null
    expect(await waitUntil(draft, soon)).not.toBeNull()
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(await draft()).not.toBeNull()
    const server = await folder.start({ dataDir })
    expect(await query(server, 'select 1 as one')).toEqual([{ one: 1 }])
  })
})
