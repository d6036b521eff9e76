import path from 'node:path'
import { watch } from 'chokidar'

/** Collects files that are saved together (ms). */
const GATHER_MS = 100

/** @returns stops watching. @param onSaved called once for all files saved together */
export async function watchCode(
  folders: readonly string[],
  onSaved: (files: readonly string[]) => void,
): Promise<() => Promise<void>> {
  const watcher = watch([...folders], { ignoreInitial: true, ignored: isNoCode })
  const saved = new Set<string>()
  let timer: NodeJS.Timeout | null = null
  watcher.on('all', (_kind, file) => {
    if (!isCode(file)) return
    saved.add(file)
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(() => {
      const files = [...saved].sort()
      saved.clear()
      onSaved(files)
    }, GATHER_MS)
  })
  await new Promise<void>((resolve) => {
    watcher.once('ready', () => resolve())
  })
  return async () => {
    if (timer !== null) clearTimeout(timer)
    await watcher.close()
  }
}

/** Editors' files, tests, and folders without code. */
function isNoCode(file: string): boolean {
  const name = path.basename(file)
  return name === 'node_modules' || name === 'fixtures' || name.startsWith('.')
}

function isCode(file: string): boolean {
  return /\.(ts|js|json|sql)$/.test(file) && !/\.(test|d)\.ts$/.test(file)
}
