import type { Config } from '../../config/config.ts'
import { codeOf, nameOf } from '../log/describe-error.ts'
import type { Logger } from '../log/logger.ts'
import { noTracing, type Tracing } from './tracing.ts'

/** After the first, log only every nth failed export. */
const LOG_EVERY = 60

/** Loads OpenTelemetry only if a collector is configured. */
export async function startTracing(
  { tracing, application }: Pick<Config, 'tracing' | 'application'>,
  logger: Logger,
): Promise<Tracing> {
  if (tracing === null) return noTracing
  const { startOpenTelemetry } = await import('./open-telemetry.ts')
  let failures = 0
  return startOpenTelemetry({
    config: tracing,
    application,
    onExport(error) {
      if (error === null) {
        if (failures > 0) logger.info('traces can be sent again')
        failures = 0
        return
      }
      failures += 1
      if (failures > 1 && failures % LOG_EVERY !== 0) return
      const line = { code: codeOf(error), err_name: nameOf(error), failures }
      logger.warn(line, 'traces cannot be sent and are lost')
    },
  })
}
