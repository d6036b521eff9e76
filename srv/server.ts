import type { Server } from 'node:http'
import type { Config } from '../lib/config/config.ts'
import { readConfig } from '../lib/config/read-config.ts'
import { type BindingWatch, watchBindings } from '../lib/config/rotation/watch-bindings.ts'
import { ReceiverError } from '../lib/errors.ts'
import { discoverHandlers, type HandlerOfFile } from '../lib/handlers/discover-handlers.ts'
import { suspectTypes } from '../lib/handlers/suspect-types.ts'
import { newId } from '../lib/new-id.ts'
import { nameOf, placesOf } from '../lib/observability/log/describe-error.ts'
import { createLogger, type Logger, stdout } from '../lib/observability/log/logger.ts'
import { startTracing } from '../lib/observability/tracing/start-tracing.ts'
import type { Tracing } from '../lib/observability/tracing/tracing.ts'
import { compose, type Service } from './compose/compose.ts'
import { closeServer } from './http/close-server.ts'
import { createHttpServer } from './http/http-server.ts'

/** Below the time after which nothing holds the process any more. */
const CLOSING = { lingerMs: 3_000, answerMs: 9_000 }
/** Nothing may hold the process longer than this after a signal. */
const EXIT_MS = 12_000

interface Running {
  readonly server: Server
  readonly service: Service
  readonly stopStandIns: () => Promise<void>
  readonly stopWatching: () => void
  readonly tracing: Tracing
  readonly logger: Logger
}

// A signal that comes during the start waits for it: what was brought up must be taken down again.
const signalled = firstSignal()
try {
  const running = await start(readConfig())
  const signal = await signalled
  running.logger.info({ signal }, 'stopping')
  await stop(running)
  running.logger.info('stopped')
  running.logger.flush(() => process.exit(0))
} catch (error) {
  stopWithSentence(error)
}

async function start(config: Config): Promise<Running> {
  const { logLevel: level, application } = config
  const destination = stdout()
  const logger = createLogger({ level, application, type: 'log', destination })
  const requestLogger = createLogger({ level, application, type: 'request', destination })
  surviveStrayRejections(logger)
  endWithoutWords(logger)
  const handlers = await discoverHandlers(config.handlersDir)
  warnOfSuspects(handlers, logger)
  const instanceId = newId()
  const standIns = await startStandIns(config, logger, instanceId)
  const { database, deadInstances, issuers, destinations, stop: stopStandIns } = standIns
  try {
    const bindings = watchOwnBindings(config, logger)
    const tracing = await startTracing(config, logger)
    const service = await compose(
      { ...config, destinations },
      {
        instanceId,
        deadInstances,
        database,
        issuers: bindings.current().issuers ?? issuers,
        currentDatabase: () => bindings.current().database ?? database,
        handlers,
        logger,
        requestLogger,
        tracing,
      },
    )
    const server = createHttpServer(service.app, service.onUnreadable)
    const port = await listen(server, config.port).catch(async (error) => {
      await service.drain()
      await service.close()
      throw error
    })
    logger.info({ port, role: config.role, instance_id: instanceId }, 'listening')
    process.send?.({ listening: port })
    return { server, service, stopStandIns, stopWatching: bindings.close, tracing, logger }
  } catch (error) {
    await stopStandIns()
    throw error
  }
}

/** Uses rotated secrets of the bindings. */
function watchOwnBindings(config: Config, logger: Logger): BindingWatch {
  return watchBindings({
    config,
    read: () => readConfig(),
    intervalMs: config.bindingsCheckMs,
    onEvent(event) {
      if (event.kind === 'renewed') logger.info('new secrets of the bindings are in use')
      else if (event.kind === 'recovered') logger.info('the bindings can be read again')
      else logger.error({ code: event.error.code }, event.error.message)
    },
  })
}

/** Drain: no new claims, calls until none comes any more, finish or give back, then let go. */
async function stop(running: Running): Promise<void> {
  const { server, service, stopStandIns, stopWatching, tracing } = running
  stopWatching()
  await Promise.all([service.drain(), closeServer(server, CLOSING)])
  await service.close()
  await Promise.all([tracing.close(), stopStandIns()])
}

/** A handler that waits for a misspelt type waits for ever, and nothing else would say so. */
function warnOfSuspects(handlers: readonly HandlerOfFile[], logger: Logger): void {
  for (const { file, definition } of handlers) {
    for (const { type, known } of suspectTypes(definition.on)) {
      const line = { handler: file, code: 'event_type_unknown', event_type: type }
      logger.warn(
        { ...line, did_you_mean: known },
        'a handler names an event type like a known one',
      )
    }
  }
}

function firstSignal(): Promise<NodeJS.Signals> {
  let exitTimer: NodeJS.Timeout | null = null
  return new Promise((resolve) => {
    const onSignal = (signal: NodeJS.Signals) => {
      if (exitTimer === null) exitTimer = setTimeout(() => process.exit(1), EXIT_MS).unref()
      resolve(signal)
    }
    // Not `once`: a second signal would end the process and leave what it has brought up.
    process.on('SIGTERM', onSignal)
    process.on('SIGINT', onSignal)
  })
}

/** The code of the stand-ins is not even loaded where nothing is missing. */
async function startStandIns(config: Config, logger: Logger, instanceId: string) {
  if (config.database !== null && config.issuers !== null) {
    const { database, issuers, destinations } = config
    return { database, deadInstances: [], issuers, destinations, stop: async () => undefined }
  }
  const local = await import('../lib/local/stand-ins.ts')
  return local.startStandIns(config, logger, instanceId)
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE'
      reject(taken ? portTaken(port, error) : error)
    })
    server.listen(port, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

function portTaken(port: number, cause: Error): ReceiverError {
  return new ReceiverError(
    'port_in_use',
    `expected port ${port} to be free, another program listens there: stop it or set PORT`,
    { cause },
  )
}

/** Node itself would print the message of the error, which may quote a person's values. */
function endWithoutWords(logger: Logger): void {
  process.on('uncaughtException', (error) => {
    const line = { code: 'uncaught', err_name: nameOf(error), stacktrace: placesOf(error) }
    logger.fatal(line, 'uncaught exception')
    logger.flush(() => process.exit(1))
  })
}

/** A promise that a handler forgot must not take the receiver with it; its attempt ends by itself. */
function surviveStrayRejections(logger: Logger): void {
  process.on('unhandledRejection', (reason) => {
    const line = { code: 'stray_rejection', err_name: nameOf(reason), stacktrace: placesOf(reason) }
    logger.error(line, 'a rejected promise was not awaited')
  })
}

/** A start that cannot be: one sentence with its code, and no stack for what the reader can mend. */
function stopWithSentence(error: unknown): never {
  const text =
    error instanceof ReceiverError
      ? `${error.code}: ${error.message}`
      : `internal: the service ended with ${(error as Error).stack ?? error}`
  process.stderr.write(`${text}\n`)
  process.exit(1)
}
