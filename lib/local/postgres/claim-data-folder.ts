import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { LocalPostgresMode } from '../../config/config.ts'
import { ReceiverError } from '../../errors.ts'
import { makeOwnMark, readOwnerMark } from './owner-mark.ts'
import { hasErrorCode } from './server-process.ts'

const attempts = 20

export interface DataFolderClaim {
  /** instances that owned the folder and whose processes have died */
  readonly deadInstances: readonly string[]
  release(): Promise<void>
}

/**
 * Makes this process the only owner of a data folder until `release` or its end. Errors:
 * local_data_in_use names the living owner.
 * Each process writes its own file, named after itself, and then looks for others: of two that
 * claim at once, at least one sees the other. So files never change, and anyone can remove a dead
 * process's file.
 */
export async function claimDataFolder(
  dataDir: string,
  instanceId: string | null,
  mode: LocalPostgresMode,
): Promise<DataFolderClaim> {
  const folder = join(dataDir, 'owners')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const { mark, close } = await makeOwnMark(mode)
  const claim = join(folder, `${mark}.json`)
  const release = async () => {
    await rm(claim, { force: true })
    close()
  }

  try {
    for (let attempt = 1; ; attempt += 1) {
      await writeClaim(claim, { pid: process.pid, instanceId }, dataDir)
      const { living, dead } = await findOthers(folder, mark)
      if (living === null) return { release, deadInstances: await removeClaims(dead) }
      await rm(claim, { force: true })
      if (attempt === attempts) throw inUse(dataDir, living)
      // An owner stays, and another claimer also steps back: a random delay decides.
      await delay(10 + Math.random() * 40)
    }
  } catch (error) {
    close()
    throw error
  }
}

interface Claim {
  readonly pid: number
  readonly instanceId: string | null
}

async function writeClaim(file: string, claim: Claim, dataDir: string): Promise<void> {
  try {
    await writeFile(file, `${JSON.stringify(claim)}\n`, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (hasErrorCode(error, 'EEXIST')) throw inUse(dataDir, claim.pid)
    throw error
  }
}

/** @returns the pid of a living owner, and the claims of dead ones */
async function findOthers(
  folder: string,
  ownMark: string,
): Promise<{ living: number | null; dead: readonly string[] }> {
  const dead: string[] = []
  for (const name of await readdir(folder)) {
    const mark = name.replace(/\.json$/, '')
    const owner = readOwnerMark(mark)
    if (owner === null || mark === ownMark) continue
    if (await owner.isLiving()) return { living: owner.pid, dead }
    dead.push(join(folder, name))
  }
  return { living: null, dead }
}

/** Only the new owner removes the claims of dead processes and acts on their instances. */
async function removeClaims(files: readonly string[]): Promise<string[]> {
  const claims = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')))
  await Promise.all(files.map((file) => rm(file, { force: true })))
  return claims.map(instanceOf).filter((id) => id !== null)
}

/** null = the process died while writing, or was no instance of the service */
function instanceOf(claim: string): string | null {
  try {
    const { instanceId } = JSON.parse(claim) as Partial<Claim>
    return typeof instanceId === 'string' ? instanceId : null
  } catch {
    return null
  }
}

function inUse(dataDir: string, pid: number): ReceiverError {
  return new ReceiverError(
    'local_data_in_use',
    `data folder ${dataDir} is used by process ${pid}; stop it or set DATA_DIR`,
  )
}
