import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { PACKAGE_ROOT } from '../../config/package-files.ts'

export const TEMPLATE = path.join(PACKAGE_ROOT, 'lib/cli/init/template')
/**
 * Ends the names of files that npm would not pack, or that tools would take for files of the
 * repository.
 */
const ENDING = '.template'
/** placeholders in the template */
const NAME = 'my-receiver'
const ENGINE = 'file:vendor/sf-event-receiver.tgz'

export interface ProjectOptions {
  /** of the project and its service */
  readonly name: string
  /** the dependency on this package, as in package.json */
  readonly engine: string
}

export interface ProjectFile {
  /** relative to the project */
  readonly file: string
  readonly text: string
}

/** The files of a new project. */
export async function projectFiles({ name, engine }: ProjectOptions): Promise<ProjectFile[]> {
  const entries = await readdir(TEMPLATE, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const found = await Promise.all(
    files.map(async (entry) => {
      const source = path.join(entry.parentPath, entry.name)
      const folder = path.relative(TEMPLATE, entry.parentPath)
      const text = await readFile(source, 'utf8')
      return {
        file: path.join(folder, entry.name.replace(ENDING, '')),
        text: text.replaceAll(ENGINE, engine).replaceAll(NAME, name),
      }
    }),
  )
  const variables = await readFile(path.join(PACKAGE_ROOT, '.env.example'), 'utf8')
  return [...found, { file: '.env.example', text: variables }].sort((a, b) =>
    a.file < b.file ? -1 : 1,
  )
}
