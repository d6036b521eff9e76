import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { arch, availableParallelism, cpus, platform, release } from 'node:os'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { DatabaseSettings } from '../stage/open-stage.ts'

const PROJECT = new URL('../../../', import.meta.url)
const PACKAGES = [
  'express',
  'pg',
  'autocannon',
  'express-oauth2-jwt-bearer',
  'fast-xml-parser',
  'saxes',
]

/**
 * Machine, versions and load of a run, as lines. Figures mean nothing without them.
 * @param load processes that wanted to run in the minute before the bench
 */
export async function circumstances(database: DatabaseSettings, load: number): Promise<string[]> {
  const packages = await Promise.all(
    PACKAGES.map(async (name) => `${name} ${await versionIn(`node_modules/${name}/`)}`),
  )
  return [
    `sf-event-receiver ${await versionIn('')}, commit ${await commit()}`,
    `Node ${process.versions.node}, PostgreSQL ${database.version} (synchronous_commit ${database.synchronousCommit}, fsync ${database.fsync}), ${packages.join(', ')}`,
    `${platform()} ${release()} ${arch()}, ${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), shared by servers, database and senders; load before the run ${load.toFixed(2)}`,
  ]
}

async function versionIn(folder: string): Promise<string> {
  const text = await readFile(new URL(`${folder}package.json`, PROJECT), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

async function commit(): Promise<string> {
  const cwd = fileURLToPath(PROJECT)
  const git = async (...args: string[]) =>
    (await promisify(execFile)('git', args, { cwd })).stdout.trim()
  try {
    const changed = await git('status', '--porcelain', '--untracked-files=no')
    const head = await git('rev-parse', '--short', 'HEAD')
    return changed === '' ? head : `${head} with changes`
  } catch {
    return 'unknown'
  }
}
