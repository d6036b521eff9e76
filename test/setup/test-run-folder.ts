import { mkdtemp, readdir, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  formatIdentity,
  identifyProcess,
  isLiving,
  parseIdentity,
} from '../../lib/local/postgres/server-process.ts'
import { startLocalPostgres } from '../../lib/local/postgres/start-local-postgres.ts'

const prefix = 'sfer-test-'

/** Files here are in memory, so that no flush waits for a disk. */
const MEMORY = '/dev/shm'
/** The databases of a run need less. Containers often give 64 MB. */
const NEEDED_BYTES = 2 * 1024 ** 3

/** Where the data of test servers go. */
async function dataRoot(): Promise<string> {
  const memory = await statfs(MEMORY).catch(() => null)
  return memory !== null && memory.bavail * memory.bsize > NEEDED_BYTES ? MEMORY : tmpdir()
}

export interface TestRunFolder {
  /** mode 0700, holds `dataDir` alone */
  readonly parent: string
  /** for startLocalPostgres; not there yet */
  readonly dataDir: string
}

/** A folder named for the process that it serves, so that a later run can tell a dead one's. */
export async function makeTestRunFolder(): Promise<TestRunFolder> {
  const self = await identifyProcess(process.pid)
  if (self === null) throw new Error('cannot read /proc/self/stat')
  const parent = await mkdtemp(join(await dataRoot(), `${prefix}${formatIdentity(self)}-`))
  return { parent, dataDir: join(parent, 'data') }
}

/** Ends the servers and removes the data of runs that were killed; those of other users stay. */
export async function removeDeadTestRuns(): Promise<void> {
  for (const root of [tmpdir(), MEMORY]) {
    for (const name of await readdir(root).catch(() => [])) {
      const identity = parseIdentity(name.slice(prefix.length, -'-XXXXXX'.length))
      if (!name.startsWith(prefix) || identity === null || (await isLiving(identity))) continue
      const parent = join(root, name)
      await stopLeftServer(join(parent, 'data'))
      await rm(parent, { recursive: true, force: true }).catch(() => undefined)
    }
  }
}

/** A process may stop the server that it adopts. Any other server ends when its data are gone. */
async function stopLeftServer(dataDir: string): Promise<void> {
  const left = await startLocalPostgres({ dataDir }).catch(() => null)
  await left?.stop()
}
