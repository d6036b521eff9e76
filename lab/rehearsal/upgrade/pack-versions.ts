import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, symlink } from 'node:fs/promises'
import path from 'node:path'
import { ROOT } from '../../package/build-package.ts'
import { runCommand } from '../run-command.ts'
import type { Migrations } from './schema-gap.ts'

/** The files of a version. */
export interface Source {
  /** such as `v0.1.0 (1a2b3c4d)`, or `the working tree` */
  readonly name: string
  readonly folder: string
  readonly migrations: Migrations
}

type Environment = Readonly<Record<string, string>>

/** The latest tag, else the branch main, else the last commit. */
export async function olderVersion(environment: Environment): Promise<string> {
  const git = (args: string) => runCommand(`git -C ${ROOT} ${args}`, ROOT, environment)
  const [tag = ''] = (await git('tag --list v* --sort=-v:refname')).split('\n')
  if (tag !== '') return tag
  return git('rev-parse --verify --quiet main').then(
    () => 'main',
    () => 'HEAD',
  )
}

/** The files of a tag or commit. */
export async function checkOut(
  name: string,
  folder: string,
  environment: Environment,
): Promise<Source> {
  const run = (command: string, cwd: string) => runCommand(command, cwd, environment)
  const commit = await run(`git -C ${ROOT} rev-parse --verify ${name}^{commit}`, ROOT)
  await mkdir(path.dirname(folder), { recursive: true })
  await run(`git clone --quiet --shared ${ROOT} ${folder}`, ROOT)
  await run(`git checkout --quiet ${commit.trim()}`, folder)
  const migrations = await readMigrations(folder)
  return { name: `${name} (${commit.slice(0, 8)})`, folder, migrations }
}

export async function workingTree(): Promise<Source> {
  return { name: 'the working tree', folder: ROOT, migrations: await readMigrations(ROOT) }
}

/** Packs a version as its own `npm run pack:dist` does. @returns the path of the tarball */
export async function packCheckedOut(
  { name, folder }: Source,
  environment: Environment,
): Promise<string> {
  const run = (command: string, cwd: string) => runCommand(command, cwd, environment)
  await installPackages(folder, run)
  await run('npm run pack:dist', folder)
  const tarball = (await readdir(folder)).find((file) => file.endsWith('.tgz'))
  if (tarball === undefined) throw new Error(`expected pack:dist of ${name} to write a .tgz file`)
  return path.join(folder, tarball)
}

/** Ours, if the version has the same ones. */
async function installPackages(
  folder: string,
  run: (command: string, cwd: string) => Promise<string>,
): Promise<void> {
  const lockOf = (root: string) => readFile(path.join(root, 'package-lock.json'), 'utf8')
  const own = path.join(ROOT, 'node_modules')
  if (existsSync(own) && (await lockOf(folder)) === (await lockOf(ROOT))) {
    await symlink(own, path.join(folder, 'node_modules'))
  } else await run('npm ci --include=dev --include=optional', folder)
}

async function readMigrations(root: string): Promise<Migrations> {
  const folder = path.join(root, 'lib/store/db/migrations')
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql'))
  const texts = files.map(async (file) => [file, await readFile(path.join(folder, file), 'utf8')])
  return Object.fromEntries(await Promise.all(texts))
}
