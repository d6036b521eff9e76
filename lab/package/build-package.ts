import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { keepPublicDeclarations } from './declarations.ts'
import { type OwnManifest, packageManifest } from './manifest.ts'

const run = promisify(execFile)
export const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const PROGRAM = 'bin/sf-event-receiver.js'
const ENTRIES = ['srv/index.d.ts', 'lib/handler.d.ts', 'lib/testing.d.ts']
/** Files that are read as they are. */
const COPIED = [
  'lib/store/db/migrations',
  'lib/cli/init/template',
  'docs',
  'srv/handlers/README.md',
  '.env.example',
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
]

export interface BuildOptions {
  /** name of the package; default: our own */
  readonly name?: string
}

const PAGE = 'app/monitor/dist'

/** Writes the files of the package into an empty folder. The page is among them if it is built. */
export async function buildPackage(folder: string, { name }: BuildOptions = {}): Promise<void> {
  const own = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8')) as OwnManifest
  const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc')
  const project = fileURLToPath(new URL('./tsconfig.json', import.meta.url))
  await run(process.execPath, [tsc, '-p', project, '--outDir', folder], { cwd: ROOT })
  await keepPublicDeclarations(folder, ENTRIES)
  const page = existsSync(path.join(ROOT, PAGE)) ? [PAGE] : []
  for (const file of [...COPIED, ...page]) {
    await cp(path.join(ROOT, file), path.join(folder, file), { recursive: true })
  }
  await chmod(path.join(folder, PROGRAM), 0o755)
  const manifest = JSON.stringify(packageManifest(own, name), null, 2)
  await writeFile(path.join(folder, 'package.json'), `${manifest}\n`)
}

/** Builds the page and the tarball. @returns the path of the tarball */
export async function packPackage(target: string, options: BuildOptions = {}): Promise<string> {
  const vite = path.join(ROOT, 'node_modules/vite/bin/vite.js')
  await run(process.execPath, [vite, 'build', path.join(ROOT, 'app/monitor')], { cwd: ROOT })
  const folder = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-package-'))
  try {
    await buildPackage(folder, options)
    const args = ['pack', folder, '--pack-destination', target, '--json']
    const { stdout } = await run('npm', args, { cwd: ROOT, maxBuffer: 2 ** 26 })
    const [packed] = JSON.parse(stdout) as { filename: string }[]
    if (packed === undefined) throw new Error('expected npm pack to name its tarball')
    return path.join(target, packed.filename)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
