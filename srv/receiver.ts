import type { IncomingMessage, ServerResponse } from 'node:http'
import { eventPaths } from '../lib/config/event-broker-binding.ts'
import { childEnvironment } from '../lib/config/process-environment.ts'
import { readConfig } from '../lib/config/read-config.ts'
import { ReceiverError } from '../lib/errors.ts'
import {
  checkFormerNames,
  type DiscoveredHandler,
  readFileName,
} from '../lib/handlers/discover-handlers.ts'
import { readHandlerOptions } from '../lib/handlers/handler-options.ts'
import { createLoggers, stdout } from '../lib/observability/log/logger.ts'
import { checkReceiverOptions, type ReceiverOptions } from './receiver-options.ts'
import { type StartedService, startService } from './start-service.ts'

export type { ReceiverOptions }

export interface Receiver {
  /**
   * Answers the paths of the service, and passes all others on. Use it at the root of the server,
   * before everything that reads bodies. Before `start` and after `stop` it answers 503.
   */
  readonly router: (
    request: IncomingMessage,
    response: ServerResponse,
    next: (error?: unknown) => void,
  ) => void
  /** Connects to the database and starts to run deliveries. Rejects with a ReceiverError. */
  start(): Promise<void>
  /** Finishes or gives back running deliveries, and closes all connections. */
  stop(): Promise<void>
}

const OTHER_PATHS = ['/operations/v1', '/monitor', '/health/live', '/health/ready', '/metrics']
const RETRY_AFTER_SECONDS = '5'

/**
 * Creates the service for a server of your own.
 * @throws ReceiverError config_invalid or handler_invalid, with all mistakes
 */
export function createReceiver(options: ReceiverOptions): Receiver {
  checkReceiverOptions(options)
  const read = () => readConfig(variablesOf(options))
  const config = read()
  const handlers = handlersOf(options.handlers)
  const paths = [...eventPaths(config), ...OTHER_PATHS]
  const { onLog } = options
  const loggers = createLoggers(config, onLog === undefined ? stdout() : { write: onLog })
  let started: Promise<StartedService> | null = null
  let stopping: Promise<void> | null = null
  let app: StartedService['service']['app'] | null = null

  async function end(): Promise<void> {
    // After a failed start nothing runs, and `start` has rejected with the error.
    const running = (await started?.catch(() => null)) ?? null
    if (running === null) return
    await running.drain()
    app = null
    started = null
    await running.close()
  }

  return {
    router(request, response, next) {
      const [path = ''] = (request.url ?? '').split('?', 1)
      if (!paths.some((own) => path === own || path.startsWith(`${own}/`))) next()
      else if (app === null) refuse(response)
      else app(request as never, response as never)
    },
    async start() {
      // A stop under way would end what this start returns. Its caller gets its error.
      await stopping?.catch(() => undefined)
      started ??= startService(config, { handlers, read, ...loggers })
      try {
        app = (await started).service.app
      } catch (error) {
        started = null
        throw error
      }
    },
    stop() {
      stopping ??= end().finally(() => {
        stopping = null
      })
      return stopping
    },
  }
}

function variablesOf({ database, issuers, settings }: ReceiverOptions): Record<string, string> {
  return childEnvironment({
    ...settings,
    ...(database === undefined ? {} : { DATABASE_URL: database }),
    ...(issuers === undefined ? {} : { TRUSTED_ISSUERS: JSON.stringify(issuers) }),
  })
}

function handlersOf(given: ReceiverOptions['handlers']): DiscoveredHandler[] {
  const mistakes: string[] = []
  const handlers = Object.entries(given).flatMap(([name, definition]): DiscoveredHandler[] => {
    const named = readFileName(`${name}.ts`)
    if (named.kind === 'mistake') mistakes.push(`${name}: ${named.finding}`)
    const { options, mistakes: own } = readHandlerOptions(definition)
    mistakes.push(...own.map((mistake) => `${name}: ${mistake}`))
    return options === null ? [] : [{ name, definition, options }]
  })
  const names = handlers.map(({ name, options: { formerly } }) => ({ name, file: name, formerly }))
  mistakes.push(...checkFormerNames(names).map(({ file, finding }) => `${file}: ${finding}`))
  if (mistakes.length === 0) return handlers
  throw new ReceiverError('handler_invalid', `handlers have mistakes:\n  ${mistakes.join('\n  ')}`)
}

/** The sender repeats a call that gets 503. */
function refuse(response: ServerResponse): void {
  const message = 'Expected a receiver that runs, it has not started or it stops. Try again.'
  response.writeHead(503, {
    'content-type': 'application/json',
    'retry-after': RETRY_AFTER_SECONDS,
  })
  response.end(JSON.stringify({ error: { code: 'not_started', message } }))
}
