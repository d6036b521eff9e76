import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const DOCUMENT = path.join(ROOT, 'docs/sftp-and-mail.md')
const SNIPPET = /^```ts srv\/handlers\/(\S+)\n(.*?)^```$/gms

/** Clients of the recipes, and a server. Installed for the run alone, so that no user needs them. */
const PACKAGES = {
  'ssh2-sftp-client': '12.1.1',
  '@types/ssh2-sftp-client': '9.0.6',
  nodemailer: '10.6.1',
  '@types/nodemailer': '8.0.2',
  'smtp-server': '3.21.6',
}

export interface RecipeProject {
  /** with the handlers of the document, and their packages */
  readonly folder: string
  remove(): Promise<void>
}

/** Writes the handlers below this project, so that `#handler` is found, and installs their packages. */
export async function prepareProject(): Promise<RecipeProject> {
  await mkdir(path.join(ROOT, '.data'), { recursive: true })
  const folder = await mkdtemp(path.join(ROOT, '.data/recipes-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    const install = path.join(folder, 'install')
    await mkdir(install)
    const manifest = { private: true, dependencies: PACKAGES }
    await writeFile(path.join(install, 'package.json'), JSON.stringify(manifest))
    const args = ['install', '--ignore-scripts', '--omit=optional', '--no-audit', '--no-fund']
    await promisify(execFile)('npm', args, { cwd: install, timeout: 180_000 })
    // A package.json here would hide the imports of the project.
    await rename(path.join(install, 'node_modules'), path.join(folder, 'node_modules'))
    await rm(install, { recursive: true })
    const text = await readFile(DOCUMENT, 'utf8')
    for (const [, file = '', code = ''] of text.matchAll(SNIPPET)) {
      await writeFile(path.join(folder, file), code)
    }
    const config = { extends: '../../tsconfig.json', include: ['*.ts'], exclude: [] }
    await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify(config))
    return { folder, remove }
  } catch (error) {
    await remove()
    throw error
  }
}
