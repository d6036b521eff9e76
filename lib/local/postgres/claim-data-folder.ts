import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { ReceiverError } from '../../errors.ts'
import {
  formatIdentity,
  identifyProcess,
  isLiving,
  type ProcessIdentity,
  parseIdentity,
} from './process-identity.ts'
import { hasErrorCode } from './system-error.ts'

const attempts = 20

/**
 * Makes this process the only owner of a data folder until the returned function is called or the
 * process ends. Errors: local_data_in_use names the living owner.
 *
 * Every process claims with a file of its own whose name says who it is, and looks for others only
 * after that: of two that claim at once at least one sees the other. So a file never changes its
 * meaning, and the file of a dead process can be removed by anyone at any time.
 */
export async function claimDataFolder(dataDir: string): Promise<() => Promise<void>> {
  const folder = join(dataDir, 'owners')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const self = await identifyProcess(process.pid)
  if (self === null) throw new ReceiverError('local_postgres', 'cannot read /proc/self/stat')
  const claim = join(folder, `${formatIdentity(self)}.json`)
  const release = () => rm(claim, { force: true })

  for (let attempt = 1; ; attempt += 1) {
    await writeClaim(claim, self, dataDir)
    const other = await findOther(folder, self)
    if (other === null) return release
    await release()
    if (attempt === attempts) throw inUse(dataDir, other.pid)
    // An owner stays and another beginner steps back as we do: chance decides which one goes first.
    await delay(10 + Math.random() * 40)
  }
}

async function writeClaim(claim: string, self: ProcessIdentity, dataDir: string): Promise<void> {
  try {
    await writeFile(claim, `${JSON.stringify(self)}\n`, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (hasErrorCode(error, 'EEXIST')) throw inUse(dataDir, self.pid)
    throw error
  }
}

async function findOther(folder: string, self: ProcessIdentity): Promise<ProcessIdentity | null> {
  for (const name of await readdir(folder)) {
    const identity = parseIdentity(name.replace(/\.json$/, ''))
    if (identity === null || name === `${formatIdentity(self)}.json`) continue
    if (await isLiving(identity)) return identity
    await rm(join(folder, name), { force: true })
  }
  return null
}

function inUse(dataDir: string, pid: number): ReceiverError {
  return new ReceiverError(
    'local_data_in_use',
    `data folder ${dataDir} is used by process ${pid}; stop it or set DATA_DIR`,
  )
}
