import { mkdir, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  formatIdentity,
  identifyProcess,
  isLiving,
  parseIdentity,
} from '../../lib/local/postgres/process-identity.ts'
import { startLocalPostgres } from '../../lib/local/postgres/start-local-postgres.ts'

const prefix = 'sf-event-receiver-test-'

/** A data folder for this run of the tests, named for its process so that a later run can tell. */
export async function makeTestRunFolder(): Promise<string> {
  const self = await identifyProcess(process.pid)
  if (self === null) throw new Error('cannot read /proc/self/stat')
  const folder = join(tmpdir(), `${prefix}${formatIdentity(self)}`)
  await mkdir(folder, { mode: 0o700 })
  return folder
}

/** Ends the servers and removes the data of runs that were killed; those of other users stay. */
export async function removeDeadTestRuns(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const identity = name.startsWith(prefix) ? parseIdentity(name.slice(prefix.length)) : null
    if (identity === null || (await isLiving(identity))) continue
    await removeTestRun(join(tmpdir(), name)).catch(() => undefined)
  }
}

async function removeTestRun(dataDir: string): Promise<void> {
  // Whoever adopts a server may stop it.
  const left = await startLocalPostgres({ dataDir })
  await left.stop()
  await rm(dataDir, { recursive: true, force: true })
}
