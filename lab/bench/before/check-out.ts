import { execFile } from 'node:child_process'
import { mkdtemp, readFile, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const PROJECT = fileURLToPath(new URL('../../../', import.meta.url))
const LOCK_FILE = 'package-lock.json'

/** Another commit of this repository in a folder of its own. */
export interface Checkout {
  readonly folder: string
  /** short id of the commit */
  readonly commit: string
  remove(): Promise<void>
}

/**
 * Checks a commit out into a temporary git worktree and gives it the packages of its lock file.
 * @throws Error when there is no such commit, or its packages cannot be installed
 */
export async function checkOut(revision: string): Promise<Checkout> {
  const commit = await commitOf(revision)
  const folder = path.join(await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-before-')), commit)
  await git('worktree', 'add', '--detach', folder, commit)
  const remove = async () => {
    await git('worktree', 'remove', '--force', folder)
  }
  try {
    await providePackages(folder)
    return { folder, commit, remove }
  } catch (error) {
    await remove()
    throw error
  }
}

async function commitOf(revision: string): Promise<string> {
  // Without this check a revision such as `--help` would be read as an option.
  if (!/^[A-Za-z0-9]/.test(revision)) throw noCommit(revision)
  return git('rev-parse', '--short', '--verify', `${revision}^{commit}`).catch(() => {
    throw noCommit(revision)
  })
}

/** The same lock file means the same packages, so the installed ones are shared. */
async function providePackages(folder: string): Promise<void> {
  const lockFile = (root: string) => readFile(path.join(root, LOCK_FILE), 'utf8')
  if ((await lockFile(folder)) === (await lockFile(PROJECT))) {
    await symlink(path.join(PROJECT, 'node_modules'), path.join(folder, 'node_modules'))
  } else {
    await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder })
  }
}

async function git(...args: string[]): Promise<string> {
  return (await run('git', args, { cwd: PROJECT })).stdout.trim()
}

function noCommit(revision: string): Error {
  return new Error(`--before: expected a commit of this repository, got '${revision}'`)
}
