import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { PACKAGE_ROOT } from '../../config/package-files.ts'
import { ReceiverError } from '../../errors.ts'

const PAGE = path.join(PACKAGE_ROOT, 'app/monitor')
const VITE = path.join(PACKAGE_ROOT, 'node_modules/vite/bin/vite.js')
const run = promisify(execFile)

/** Builds the monitor if it is not built yet; a package contains it. */
export async function buildPage(signal: AbortSignal): Promise<void> {
  if (existsSync(path.join(PAGE, 'dist/index.html'))) return
  if (!existsSync(VITE)) {
    throw new ReceiverError(
      'packages_missing',
      'expected the built monitor, or the development packages that build it: run "npm ci --include=dev"',
    )
  }
  await run(process.execPath, [VITE, 'build', PAGE], { cwd: PACKAGE_ROOT, signal })
}
