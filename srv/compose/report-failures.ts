import { codeOf, nameOf } from '../../lib/observability/log/describe-error.ts'
import type { Logger } from '../../lib/observability/log/logger.ts'
import { UnusableSession } from '../../lib/store/unusable-session.ts'

/** Logs failures that the service survives, each by its code. */
export function reportFailures(logger: Logger): (what: string) => (error: unknown) => void {
  return (what) => (error) => {
    // This text names settings only, and says what to change.
    const advice = error instanceof UnusableSession ? { advice: error.message } : {}
    logger.warn({ code: codeOf(error), err_name: nameOf(error), ...advice }, what)
  }
}
