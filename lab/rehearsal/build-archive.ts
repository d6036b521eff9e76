import { execFileSync } from 'node:child_process'
import { cp, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { type Mta, mtaSchema } from '../../test/support/descriptors/mta-schema.ts'
import { isShipped } from '../../test/support/descriptors/shipped-files.ts'
import { runCommand } from './run-command.ts'

/** A folder to start, and the descriptor with its command. */
export interface Deployable {
  readonly folder: string
  readonly mta: Mta
}

/** The packed files, unpacked in their own folder and installed as on the platform. */
export interface Archive extends Deployable {
  /** the unchanged extension for production */
  readonly production: unknown
  readonly files: number
  readonly bytes: number
  readonly zippedBytes: number
  /** what the build took (s) */
  readonly buildSeconds: number
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/**
 * Builds a commit as `mbt build` does, by the commands of its mta.yaml, packs what the ignore list
 * leaves and unpacks it; then what the buildpack does over it.
 * @param commit any name that git knows
 * @param environment of the commands
 */
export async function buildArchive(
  commit: string,
  folder: string,
  environment: Readonly<Record<string, string>>,
): Promise<Archive> {
  const source = path.join(folder, 'source')
  const unpacked = path.join(folder, 'app')
  await mkdir(folder, { recursive: true })
  await runCommand(`git clone --quiet --shared ${ROOT} ${source}`, folder, environment)
  await runCommand(`git checkout --quiet ${await commitOf(commit)}`, source, environment)
  const since = performance.now()
  const yaml = async (file: string) => parse(await readFile(path.join(source, file), 'utf8'))
  const mta = mtaSchema.parse(await yaml('mta.yaml'))
  const production = await yaml('docs/btp/mta-production.mtaext')
  const [module] = mta.modules
  if (module === undefined) throw new Error('expected a module in mta.yaml, there is none')
  const before = mta['build-parameters']['before-all'].flatMap(({ commands }) => commands)
  for (const command of [...before, ...module['build-parameters'].commands]) {
    await runCommand(command, source, environment)
  }
  const buildSeconds = (performance.now() - since) / 1_000
  const { ignore } = module['build-parameters']
  await cp(source, unpacked, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (file) => file === source || isShipped(path.relative(source, file), ignore),
  })
  await rm(source, { recursive: true })
  const zipped = execFileSync('tar', ['-czf', '-', '-C', unpacked, '.'], { maxBuffer: 2 ** 30 })
  const size = await measure(unpacked)
  await stageAsBuildpack(unpacked, module.properties, environment)
  return { folder: unpacked, mta, production, ...size, zippedBytes: zipped.length, buildSeconds }
}

/** By its own name: a clone knows no branches of others. */
async function commitOf(name: string): Promise<string> {
  const said = await runCommand(`git -C ${ROOT} rev-parse --verify ${name}^{commit}`, ROOT, {
    PATH: '/usr/local/bin:/usr/bin:/bin',
  })
  return said.trim()
}

/** The nodejs buildpack finds node_modules and runs `npm rebuild` and `npm install` over them. */
async function stageAsBuildpack(
  folder: string,
  properties: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  // Names that begin with a dot belong to npm.
  const packages = async () => {
    const names = await readdir(path.join(folder, 'node_modules'))
    return names.filter((name) => !name.startsWith('.'))
  }
  const shipped = new Set(await packages())
  const { NPM_CONFIG_OMIT = '' } = properties
  const settings = { ...environment, NODE_ENV: 'production', NPM_CONFIG_OMIT }
  await runCommand('npm rebuild --no-audit --no-fund', folder, settings)
  await runCommand('npm install --offline --no-audit --no-fund', folder, settings)
  const staged = new Set(await packages())
  const changed = [...shipped, ...staged].filter((name) => shipped.has(name) !== staged.has(name))
  if (changed.length === 0) return
  throw new Error(
    `expected the buildpack to leave the packages as they were shipped, these changed: ${changed.join(', ')}`,
  )
}

async function measure(folder: string): Promise<{ files: number; bytes: number }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const sizes = await Promise.all(
    files.map(async ({ parentPath, name }) => (await stat(path.join(parentPath, name))).size),
  )
  return { files: files.length, bytes: sizes.reduce((sum, size) => sum + size, 0) }
}
