import type { Server } from 'node:http'
import type { Config } from '../lib/config/config.ts'
import { readDevelopment } from '../lib/config/development.ts'
import { loadEnvFile } from '../lib/config/env-file.ts'
import { readConfig } from '../lib/config/read-config.ts'
import { onStopMessage, STOP_SIGNALS } from '../lib/config/stop-signals.ts'
import type { Development } from '../lib/dispatch/attempt-report.ts'
import { ReceiverError } from '../lib/errors.ts'
import {
  discoverHandlers,
  findUnknownCode,
  type HandlerOfFile,
} from '../lib/handlers/discover-handlers.ts'
import { findMisplacedHandlers } from '../lib/handlers/misplaced-handlers.ts'
import { suspectTypes } from '../lib/handlers/suspect-types.ts'
import { nameOf, placesOf } from '../lib/observability/log/describe-error.ts'
import { createLoggers, type Logger, stdout } from '../lib/observability/log/logger.ts'
import { closeServer } from './http/close-server.ts'
import { createHttpServer } from './http/http-server.ts'
import { exitProcess, logForeignExits } from './own-exit.ts'
import { type StartedService, startService } from './start-service.ts'

/** Shorter than EXIT_MS. */
const CLOSING = { lastCallsMs: 3_000, answerMs: 9_000 }
/** The process exits at the latest this long after a signal. */
const EXIT_MS = 12_000

interface Running extends Pick<StartedService, 'drain' | 'close'> {
  readonly server: Server
  readonly logger: Logger
}

// A signal during the start waits for its end, so that everything that started is stopped again.
const signalled = firstSignal()
try {
  // A parent that forks this process has read the file for it.
  if (process.send === undefined) loadEnvFile()
  const running = await start(readConfig())
  const signal = await signalled
  running.logger.info({ signal }, 'stopping')
  await stop(running)
  running.logger.info('stopped')
  running.logger.flush(() => exitProcess(0))
} catch (error) {
  exitWithError(error)
}

async function start(config: Config): Promise<Running> {
  const { logger, requestLogger } = createLoggers(config, stdout())
  surviveUnhandledRejections(logger)
  logUncaughtExceptions(logger)
  logForeignExits(logger)
  const handlers = await discoverHandlers(config.handlersDir)
  await warnOfSuspects(config, handlers, logger)
  const development = developmentOf(config)
  const { service, drain, close } = await startService(config, {
    ...{ handlers, logger, requestLogger, development },
  })
  const { instanceId } = service
  const server = createHttpServer(service.app, service.onUnreadable)
  const port = await listen(server, config.port).catch(async (error) => {
    await drain()
    await close()
    throw error
  })
  logger.info({ port, role: config.role, instance_id: instanceId }, 'listening')
  process.send?.({ listening: port, instanceId })
  return { server, drain, close, logger }
}

/** Reports attempts to `npm run dev`, beside the log: it is no place for personal values. */
function developmentOf({ production }: Config): Development | null {
  const given = readDevelopment(production)
  return given && { ...given, report: (attempt) => void process.send?.({ attempt }) }
}

/** Stops claiming, takes the last calls, finishes or gives back deliveries, then closes everything. */
async function stop({ server, drain, close }: Running): Promise<void> {
  await Promise.all([drain(), closeServer(server, CLOSING)])
  await close()
}

/** Without a warning, a handler with a misspelt event type or file name would wait for ever. */
async function warnOfSuspects(
  { handlersDir }: Config,
  handlers: readonly HandlerOfFile[],
  logger: Logger,
): Promise<void> {
  for (const file of await findUnknownCode(handlersDir)) {
    const line = { file, code: 'handler_file_ignored' }
    logger.warn(
      line,
      'a file beside the handlers is ignored: a handler is TypeScript and ends with .ts',
    )
  }
  for (const file of await findMisplacedHandlers(handlersDir)) {
    logger.warn(
      { file, code: 'handler_file_ignored' },
      'a file in a subfolder defines a handler and is ignored: move it up, or export it from a file there',
    )
  }
  for (const { file, definition } of handlers) {
    for (const { type, known } of suspectTypes(definition.on)) {
      const line = { handler: file, code: 'event_type_unknown', event_type: type }
      logger.warn(
        { ...line, did_you_mean: known },
        'a handler names an unknown event type that resembles a known one',
      )
    }
  }
}

function firstSignal(): Promise<NodeJS.Signals> {
  let exitTimer: NodeJS.Timeout | null = null
  return new Promise((resolve) => {
    const onSignal = (signal: NodeJS.Signals) => {
      if (exitTimer === null) exitTimer = setTimeout(() => exitProcess(1), EXIT_MS).unref()
      resolve(signal)
    }
    // Not `once`: a second signal would end the process before it has stopped everything.
    for (const signal of STOP_SIGNALS) process.on(signal, onSignal)
    onStopMessage(() => onSignal('SIGTERM'))
  })
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
    `expected port ${port} to be free, another program uses it: stop it or set PORT`,
    { cause },
  )
}

/** Node would print the error's message, which may contain personal data. */
function logUncaughtExceptions(logger: Logger): void {
  process.on('uncaughtException', (error) => {
    const line = { code: 'uncaught', err_name: nameOf(error), stacktrace: placesOf(error) }
    logger.fatal(line, 'uncaught exception')
    logger.flush(() => exitProcess(1))
  })
}

/** A promise that a handler did not await must not end the service. Its attempt ends by itself. */
function surviveUnhandledRejections(logger: Logger): void {
  process.on('unhandledRejection', (reason) => {
    const line = { code: 'stray_rejection', err_name: nameOf(reason), stacktrace: placesOf(reason) }
    logger.error(line, 'a rejected promise was not awaited')
  })
}

/** Fatal start-up error: print one line with its code; no stack if the operator can fix it. */
function exitWithError(error: unknown): never {
  const text =
    error instanceof ReceiverError
      ? `${error.code}: ${error.message}`
      : `internal: the service ended with ${(error as Error).stack ?? error}`
  process.stderr.write(`${text}\n`)
  exitProcess(1)
}
