import { isMainThread } from 'node:worker_threads'
import { isNpmScript, readNpmParent } from './npm-parent.ts'
import { stopThisProcess } from './stop-signals.ts'

const CHECK_MS = 500

/**
 * Stops this process when its npm has ended. npm passes SIGTERM only to its shell, and
 * some shells, such as Debian's, end without passing it on.
 */
const { npm_lifecycle_script: script = '' } = process.env
const [, program = ''] = process.argv
const start = { environment: process.env, cwd: process.cwd(), program }
if (isMainThread && isNpmScript(start)) {
  const before = readNpmParent(script)
  const timer = setInterval(() => {
    const now = readNpmParent(script)
    if (now.parent === before.parent && now.grandparent === before.grandparent) return
    clearInterval(timer)
    stopThisProcess()
  }, CHECK_MS).unref()
}
