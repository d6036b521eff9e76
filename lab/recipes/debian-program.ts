import { type ChildProcess, execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { userInfo } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
/** It exists on every Debian. Servers refuse to run as root, or warn. */
const ACCOUNT = 'daemon'

export const isRoot = () => userInfo().uid === 0

/** Unpacks Debian packages without an installation. @returns the folder that stands for `/` */
export async function unpackPackages(names: readonly string[], folder: string): Promise<string> {
  await run('apt-get', ['download', ...names], { cwd: folder })
  const root = path.join(folder, 'root')
  for (const file of await readdir(folder)) {
    if (file.endsWith('.deb')) await run('dpkg-deb', ['-x', path.join(folder, file), root])
  }
  return root
}

/** The account of programs that must not run as root: our own, except for root. */
export const accountName = () => (isRoot() ? ACCOUNT : userInfo().username)

/** Gives a folder to that account. */
export async function handOver(folder: string): Promise<void> {
  if (isRoot()) await run('chown', ['-R', ACCOUNT, folder])
}

/** A command under that account. */
export function underAccount(program: string, args: readonly string[]): [string, string[]] {
  if (!isRoot()) return [program, [...args]]
  const account = [`--reuid=${ACCOUNT}`, `--regid=${ACCOUNT}`, '--clear-groups', '--']
  return ['setpriv', [...account, program, ...args]]
}

/** Stops a process and waits for its end. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const end = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await end
}
