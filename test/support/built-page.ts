import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Builds the page where it is not built yet, as a user would. */
export function ensurePageIsBuilt(): void {
  if (existsSync(`${root}app/monitor/dist/index.html`)) return
  execFileSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build', 'app/monitor'], {
    cwd: root,
    stdio: 'pipe',
  })
}
