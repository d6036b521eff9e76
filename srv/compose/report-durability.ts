import type { Logger } from '../../lib/observability/log/logger.ts'
import type { Pool } from '../../lib/store/database.ts'
import { SENTENCES_OF_RISKS } from '../../lib/store/durability.ts'
import { type DurabilityReport, startDurabilityReport } from '../../lib/store/durability-report.ts'

/** Logs why the database can lose what is acknowledged, at the start and whenever it changes. */
export function reportDurability(
  pool: Pool,
  logger: Logger,
  report: (what: string) => (error: unknown) => void,
): Promise<DurabilityReport> {
  return startDurabilityReport({
    pool,
    onChange(risks) {
      if (risks.length === 0) logger.info('no known risk to acknowledged messages any more')
      for (const code of risks) logger.warn({ code }, SENTENCES_OF_RISKS[code])
    },
    onFailure: report('the durability of the database was not checked'),
  })
}
