import { codeOf, nameOf } from '../../lib/observability/log/describe-error.ts'
import type { Logger } from '../../lib/observability/log/logger.ts'
import type { Pool } from '../../lib/store/db/database.ts'
import { SENTENCES_OF_RISKS } from '../../lib/store/db/durability.ts'
import {
  type DurabilityReport,
  startDurabilityReport,
} from '../../lib/store/db/durability-report.ts'
import { UnusableSession } from '../../lib/store/db/session-settings.ts'

type Report = (what: string) => (error: unknown) => void

/** Logs failures that the service survives, each with its code. */
export function reportFailures(logger: Logger): Report {
  return (what) => (error) => {
    // This message names settings only, and says what to change.
    const advice = error instanceof UnusableSession ? { advice: error.message } : {}
    logger.warn({ code: codeOf(error), err_name: nameOf(error), ...advice }, what)
  }
}

/** Logs why the database can lose acknowledged messages: at the start and after each change. */
export function reportDurability(
  pool: Pool,
  logger: Logger,
  report: Report,
): Promise<DurabilityReport> {
  return startDurabilityReport({
    pool,
    onChange(risks) {
      if (risks.length === 0) logger.info('no known risk to acknowledged messages any more')
      for (const code of risks) logger.warn({ code }, SENTENCES_OF_RISKS[code])
    },
    onFailure: report('durability check of the database failed'),
  })
}
