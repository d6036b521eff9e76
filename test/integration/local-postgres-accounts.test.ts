import { spawnSync } from 'node:child_process'
import { chmod, chown, cp, lstat, mkdir, readdir, realpath, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { findBinaries } from '../../lib/local/postgres/prepare-binaries.ts'
import { runProgram } from '../../lib/local/postgres/run-program.ts'
import { chooseSocketFolder } from '../../lib/local/postgres/socket-folder.ts'
import { startLocalPostgres } from '../../lib/local/postgres/start-local-postgres.ts'
import {
  type LocalPostgresFolder,
  makeLocalPostgresFolder,
  query,
} from '../setup/local-postgres-folder.ts'
import { endHolder, holdLocalPostgres } from '../setup/local-postgres-process.ts'

const nobody = { uid: 65_534, gid: 65_534 }
const nameless = { uid: 54_321, gid: 54_321 }
const isRoot = process.getuid?.() === 0
/** Another account can run this project where it lies: not so below /root. */
const othersReachUs =
  isRoot &&
  spawnSync(
    process.execPath,
    ['-e', 'fs.accessSync(process.argv[1])', fileURLToPath(import.meta.url)],
    { ...nobody, cwd: '/' },
  ).status === 0

let folder: LocalPostgresFolder

beforeEach(async () => {
  folder = await makeLocalPostgresFolder()
})
afterEach(async () => {
  await folder.stopAll()
  await rm(folder.parent, { recursive: true, force: true })
})

async function writeNote(connection: Parameters<typeof query>[0]): Promise<void> {
  await query(connection, 'create table note as select 1 as one')
}
const readNote = (connection: Parameters<typeof query>[0]) => query(connection, 'table note')

;(isRoot ? describe : describe.skip)('started as root where user namespaces are forbidden', () => {
  test('runs as another account, which then owns the data, also when they are allowed again', async () => {
    await chmod(folder.parent, 0o711)
    await writeNote(await folder.start({ allowNamespace: false }))
    await folder.stopAll()
    const { uid } = await stat(join(folder.dataDir, 'postgres'))
    expect(uid).not.toBe(0)

    expect(await readNote(await folder.start())).toEqual([{ one: 1 }])
    expect((await stat(join(folder.dataDir, 'postgres'))).uid).toBe(uid)
  })

  test('keeps the data of a time when they were allowed', async () => {
    await chmod(folder.parent, 0o711)
    await writeNote(await folder.start())
    await folder.stopAll()
    expect((await stat(join(folder.dataDir, 'postgres'))).uid).toBe(0)

    expect(await readNote(await folder.start({ allowNamespace: false }))).toEqual([{ one: 1 }])
  })

  test('puts the data where that account can reach them, and finds them again', async () => {
    await chmod(folder.parent, 0o700)
    await writeNote(await folder.start({ allowNamespace: false }))
    const link = join(folder.dataDir, 'postgres')
    const home = dirname(await realpath(link))
    try {
      expect((await lstat(link)).isSymbolicLink()).toBe(true)
      expect(home).toMatch(/^\/var\/lib\/sf-event-receiver\//)
      await folder.stopAll()
      expect(await readNote(await folder.start({ allowNamespace: false }))).toEqual([{ one: 1 }])
      await folder.stopAll()
      await rm(folder.dataDir, { recursive: true })
      expect(await readNote(await folder.start({ allowNamespace: false }))).toEqual([{ one: 1 }])
    } finally {
      await folder.stopAll()
      await rm(home, { recursive: true, force: true })
    }
  })
})

;(othersReachUs ? describe : describe.skip)('started by different users', () => {
  test('runs for an ordinary user, and tells root afterwards whose data they are', async () => {
    await chown(folder.parent, nobody.uid, nobody.gid)
    const holder = await holdLocalPostgres({ dataDir: folder.dataDir }, nobody)
    expect(holder.outcome.kind).toBe('ready')
    await endHolder(holder, 'SIGTERM')
    await expect(startLocalPostgres({ dataDir: folder.dataDir })).rejects.toMatchObject({
      code: 'local_postgres',
      message: `${folder.dataDir} belongs to nobody (uid 65534), but this process runs as root; start it as nobody (uid 65534), remove the folder, or set DATA_DIR to another one`,
    })
  })

  test('tells an ordinary user that the data are those of root', async () => {
    await chmod(folder.parent, 0o711)
    await mkdir(folder.dataDir, { mode: 0o700 })
    const { outcome } = await holdLocalPostgres({ dataDir: folder.dataDir }, nobody)
    expect(outcome).toMatchObject({
      code: 'local_postgres',
      message: expect.stringContaining(`${folder.dataDir} belongs to root, but this process runs`),
    })
  })

  test('says so in one line where the folder cannot even be seen', async () => {
    await chmod(folder.parent, 0o700)
    const { outcome } = await holdLocalPostgres({ dataDir: folder.dataDir }, nobody)
    expect(outcome).toMatchObject({
      code: 'local_postgres',
      message: expect.stringMatching(/EACCES.*DATA_DIR/),
    })
  })

  test('runs for a user without a name, where user namespaces are allowed', async () => {
    await chown(folder.parent, nameless.uid, nameless.gid)
    const holder = await holdLocalPostgres({ dataDir: folder.dataDir }, nameless)
    await endHolder(holder, 'SIGTERM')
    const namespace = { file: 'unshare', args: ['-U', 'true'], account: nameless }
    const allowed = (await runProgram(namespace, 5_000)).ok
    expect(holder.outcome).toMatchObject(allowed ? { kind: 'ready' } : { code: 'local_postgres' })
  })

  test('copies binaries that lack their library links and may not be written', async () => {
    const native = findBinaries()
    const foreign = join(folder.parent, 'package', 'native')
    const home = join(folder.parent, 'home')
    await chmod(folder.parent, 0o711)
    await cp(native, foreign, {
      recursive: true,
      filter: async (path) => !path.endsWith('.a') && !(await lstat(path)).isSymbolicLink(),
    })
    await cp(join(native, '..', 'package.json'), join(foreign, '..', 'package.json'))
    await mkdir(home)
    await chown(home, nobody.uid, nobody.gid)
    const lib = new URL('../../lib/local/postgres/', import.meta.url)
    const script = `
      import { findRunAs } from '${lib}run-as.ts'
      import { prepareBinaries } from '${lib}prepare-binaries.ts'
      const [home, native] = process.argv.slice(1)
      const runAs = await findRunAs(null, true)
      const binaries = [await prepareBinaries(home, runAs, native), await prepareBinaries(home, runAs, native)]
      process.stdout.write(JSON.stringify(binaries))`
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', script, home, foreign], {
      ...nobody,
      cwd: '/',
      encoding: 'utf8',
    })
    expect(run.stderr).toBe('')
    const [copied] = await readdir(home)
    expect(await readdir(home)).toHaveLength(1)
    const binaries = {
      postgres: join(home, String(copied), 'native/bin/postgres'),
      initdb: join(home, String(copied), 'native/bin/initdb'),
      pgCtl: join(home, String(copied), 'native/bin/pg_ctl'),
      majorVersion: '18',
    }
    expect(JSON.parse(run.stdout)).toEqual([binaries, binaries])
  })
})

describe('a data folder with a path too long for a socket', () => {
  const longName = 'n'.repeat(100)

  test('has its socket in a short folder, which goes at the stop', async () => {
    const dataDir = join(folder.dataDir, longName)
    const server = await folder.start({ dataDir })
    const { host } = server.connection
    expect(host.length).toBeLessThan(90)
    expect((await stat(host)).mode & 0o777).toBe(0o700)
    await server.stop()
    await expect(stat(host)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('refuses a socket folder that others may enter', async () => {
    const dataDir = join(folder.dataDir, longName)
    const socketFolder = chooseSocketFolder(dataDir, process.getuid?.() ?? 0, tmpdir())
    await mkdir(socketFolder)
    await chmod(socketFolder, 0o755)
    try {
      await expect(folder.start({ dataDir })).rejects.toMatchObject({
        code: 'local_postgres',
        message: expect.stringContaining(`${socketFolder} is there, but is not a folder of uid`),
      })
    } finally {
      await rm(socketFolder, { recursive: true })
    }
  })
})
