import { placesOf } from '../lib/observability/log/describe-error.ts'
import type { Logger } from '../lib/observability/log/logger.ts'

let isOwn = false

/** Ends the process. The service itself uses no other way. */
export function exitProcess(code: number): never {
  isOwn = true
  process.exit(code)
}

/**
 * Logs the place of any other exit, such as `process.exit` in a handler. The exit code becomes 1, so
 * that the platform sees a failure.
 */
export function logForeignExits(logger: Logger): void {
  // Before the listener that writes the last lines of the log.
  process.prependListener('exit', (code) => {
    if (isOwn) return
    const line = { code: 'process_exit', exit_code: code, stacktrace: placesOf(new Error('exit')) }
    logger.fatal(line, 'the process ends, and the service did not end it')
    if (code === 0) process.exitCode = 1
  })
}
