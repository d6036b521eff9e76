import path from 'node:path'
import { watch } from 'chokidar'

/** An editor saves several files, or one in several steps (ms). */
const GATHER_MS = 100

/** @returns what ends it. @param onSaved told once for all files that were saved together */
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

/** Files of editors, of tests, and folders that hold no code. */
function isNoCode(file: string): boolean {
  const name = path.basename(file)
  return name === 'node_modules' || name === 'fixtures' || name.startsWith('.')
}

function isCode(file: string): boolean {
  return /\.(ts|js|json|sql)$/.test(file) && !/\.(test|d)\.ts$/.test(file)
}
