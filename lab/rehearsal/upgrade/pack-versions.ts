import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, symlink } from 'node:fs/promises'
import path from 'node:path'
import { packPackage, ROOT } from '../../package/build-package.ts'
import { runCommand } from '../run-command.ts'
import type { Migrations } from './schema-gap.ts'

/** The package of a version. */
export interface PackedVersion {
  /** such as `v0.1.0`, or `the working tree` */
  readonly name: string
  readonly tarball: string
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

/** Packs a tag or commit as its own `npm run pack:dist` does. */
export async function packCommit(
  name: string,
  folder: string,
  environment: Environment,
): Promise<PackedVersion> {
  const run = (command: string, cwd: string) => runCommand(command, cwd, environment)
  const commit = await run(`git -C ${ROOT} rev-parse --verify ${name}^{commit}`, ROOT)
  await mkdir(path.dirname(folder), { recursive: true })
  await run(`git clone --quiet --shared ${ROOT} ${folder}`, ROOT)
  await run(`git checkout --quiet ${commit.trim()}`, folder)
  await installPackages(folder, run)
  await run('npm run pack:dist', folder)
  const tarball = (await readdir(folder)).find((file) => file.endsWith('.tgz'))
  if (tarball === undefined) throw new Error(`expected pack:dist of ${name} to write a .tgz file`)
  return {
    name: `${name} (${commit.slice(0, 8)})`,
    tarball: path.join(folder, tarball),
    migrations: await readMigrations(folder),
  }
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

export async function packWorkingTree(folder: string): Promise<PackedVersion> {
  await mkdir(folder, { recursive: true })
  const tarball = await packPackage(folder)
  return { name: 'the working tree', tarball, migrations: await readMigrations(ROOT) }
}

async function readMigrations(root: string): Promise<Migrations> {
  const folder = path.join(root, 'lib/store/db/migrations')
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql'))
  const texts = files.map(async (file) => [file, await readFile(path.join(folder, file), 'utf8')])
  return Object.fromEntries(await Promise.all(texts))
}
