import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const PAGE = path.join(ROOT, 'app/monitor')
const VITE = path.join(ROOT, 'node_modules/vite/bin/vite.js')
const run = promisify(execFile)

/** Builds the monitor if it is not built yet. */
export async function buildPage(signal: AbortSignal): Promise<void> {
  if (existsSync(path.join(PAGE, 'dist/index.html'))) return
  await run(process.execPath, [VITE, 'build', PAGE], { cwd: ROOT, signal })
}
