import { cp, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ReceiverError } from '../../errors.ts'
import { chownTree } from './chown-tree.ts'
import { findBinaries } from './find-binaries.ts'
import { linkLibraries } from './link-libraries.ts'
import type { RunAs } from './run-as.ts'
import { type ProgramEnd, runProgram } from './run-program.ts'

export interface Binaries {
  readonly postgres: string
  readonly initdb: string
  /** such as `18` */
  readonly majorVersion: string
}

/**
 * Programs that run as `runAs`: those of the npm package where they lie, or a copy in `home` when
 * their folder lacks library links and may not be written, or is out of reach.
 * Errors: local_postgres with the reason.
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
