import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { handlerFilesOf } from '../../test/support/documents/snippets.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const PAGE = 'sftp-mail-and-amqp.md'

/** Clients of the recipes, and a server. Installed for the run alone, so that no user needs them. */
const PACKAGES = {
  'ssh2-sftp-client': '12.1.1',
  '@types/ssh2-sftp-client': '9.0.6',
  nodemailer: '10.6.1',
  '@types/nodemailer': '8.0.2',
  'smtp-server': '3.21.6',
  rhea: '3.0.5',
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
    for (const { name, text } of await handlerFilesOf(PAGE)) {
      await writeFile(path.join(folder, name), text)
    }
    const config = { extends: '../../tsconfig.json', include: ['*.ts'], exclude: [] }
    await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify(config))
    return { folder, remove }
  } catch (error) {
    await remove()
    throw error
  }
}
