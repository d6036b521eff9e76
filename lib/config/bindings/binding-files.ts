import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import type { FolderFiles } from './binding-folder.ts'
import type { BindingFiles } from './choose-bindings.ts'

/** Cloud Foundry allows 1,000,000 bytes in total, Kubernetes 1 MiB per Secret. */
const MAX_FILE_BYTES = 1024 * 1024
const MAX_ENTRIES = 500

type Variables = Readonly<Record<string, string | undefined>>

/**
 * Reads the files of the two variables. They are in memory on both platforms, so synchronous
 * reading takes less than a millisecond.
 */
export function readBindingFiles(variables: Variables): BindingFiles {
  const { VCAP_SERVICES_FILE_PATH: file, SERVICE_BINDING_ROOT: root } = variables
  const mistakes: string[] = []
  const attempt = <Result>(variable: string, what: string, read: () => Result): Result | null => {
    try {
      return read()
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      mistakes.push(
        `${variable}: expected ${what} that can be read (${code ?? (error as Error).message})`,
      )
      return null
    }
  }
  return {
    vcapServices: file ? attempt('VCAP_SERVICES_FILE_PATH', 'a file', () => readText(file)) : null,
    folders: root ? attempt('SERVICE_BINDING_ROOT', 'a folder', () => readFolders(root)) : null,
    mistakes,
  }
}

function readFolders(root: string): Record<string, FolderFiles> {
  const folders: Record<string, FolderFiles> = {}
  for (const [name, folder] of entriesOf(root)) {
    if (!statSync(folder).isDirectory()) continue
    const files = entriesOf(folder).filter(([, file]) => statSync(file).isFile())
    folders[name] = Object.fromEntries(files.map(([own, file]) => [own, readText(file)]))
  }
  return folders
}

/** Skips Kubernetes' own entries: the names are links into the folder of `..data`. */
function entriesOf(folder: string): readonly (readonly [string, string])[] {
  const names = readdirSync(folder).filter((name) => !name.startsWith('..'))
  if (names.length > MAX_ENTRIES) throw new Error(`more than ${MAX_ENTRIES} entries`)
  return names.sort().map((name) => [name, path.join(folder, name)] as const)
}

function readText(file: string): string {
  if (statSync(file).size > MAX_FILE_BYTES) throw new Error('more than 1 MiB')
  return readFileSync(file, 'utf8')
}
