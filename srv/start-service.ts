import type { Config } from '../lib/config/config.ts'
import { readConfig } from '../lib/config/read-config.ts'
import { type BindingWatch, watchBindings } from '../lib/config/rotation/watch-bindings.ts'
import type { Development } from '../lib/dispatch/attempt-report.ts'
import type { DiscoveredHandler } from '../lib/handlers/discover-handlers.ts'
import { newId } from '../lib/new-id.ts'
import type { Logger } from '../lib/observability/log/logger.ts'
import { startTracing } from '../lib/observability/tracing/start-tracing.ts'
import { compose, type Service } from './compose/compose.ts'

export interface ServiceOptions {
  readonly handlers: readonly DiscoveredHandler[]
  readonly logger: Logger
  /** logs one line for each call */
  readonly requestLogger: Logger
  /** reads the configuration again, for rotated secrets; default: of the environment */
  readonly read?: () => Config
  readonly development?: Development | null
}

/** The service without its HTTP server. */
export interface StartedService {
  readonly service: Service
  /** Stops claiming, and finishes or gives back deliveries. Calls are still answered. */
  drain(): Promise<void>
  /** Closes everything else. */
  close(): Promise<void>
}

/** Starts what is missing outside production, then one instance. */
export async function startService(
  config: Config,
  options: ServiceOptions,
): Promise<StartedService> {
  const { logger, development = null } = options
  const instanceId = newId()
  const standIns = await startStandIns(config, logger, instanceId)
  const { database, deadInstances, issuers, destinations, encryption } = standIns
  const stopStandIns = standIns.stop
  try {
    const bindings = watchOwnBindings(config, logger, options.read ?? (() => readConfig()))
    const tracing = await startTracing(config, logger)
    const service = await compose(
      { ...config, destinations },
      {
        ...{ instanceId, deadInstances, database },
        issuers: bindings.current().issuers ?? issuers,
        currentDatabase: () => bindings.current().database ?? database,
        encryption,
        ...currentKeyDatabase(bindings),
        handlers: options.handlers,
        ...{ logger, requestLogger: options.requestLogger, tracing, development },
      },
    )
    return {
      service,
      async drain() {
        bindings.close()
        await service.drain()
      },
      async close() {
        await service.close()
        await Promise.all([tracing.close(), stopStandIns()])
      },
    }
  } catch (error) {
    await stopStandIns()
    throw error
  }
}

/** The database of the keys with its current login, if they have one of their own. */
function currentKeyDatabase(bindings: BindingWatch) {
  const keyStoreOf = () => bindings.current().encryption?.keyStore
  const first = keyStoreOf()
  if (first?.kind !== 'postgresql') return {}
  return {
    currentKeyDatabase() {
      const current = keyStoreOf()
      return current?.kind === 'postgresql' ? current.database : first.database
    },
  }
}

/** Uses rotated secrets of the bindings. */
function watchOwnBindings(config: Config, logger: Logger, read: () => Config): BindingWatch {
  return watchBindings({
    config,
    read,
    intervalMs: config.bindingsCheckMs,
    onEvent(event) {
      if (event.kind === 'renewed') logger.info('new secrets of the bindings are in use')
      else if (event.kind === 'recovered') logger.info('the bindings can be read again')
      else logger.error({ code: event.error.code }, event.error.message)
    },
  })
}

/** Loads the stand-ins' code only if a database or an issuer is missing. */
async function startStandIns(config: Config, logger: Logger, instanceId: string) {
  const { database, issuers, destinations, encryption } = config
  if (database !== null && issuers !== null && encryption !== null) {
    const found = { database, deadInstances: [], issuers, destinations, encryption }
    return { ...found, stop: async () => undefined }
  }
  const local = await import('../lib/local/stand-ins.ts')
  return local.startStandIns(config, logger, instanceId)
}
