import { createServer, type Server } from 'node:http'
import type { Config } from '../lib/config/config.ts'
import { readConfig } from '../lib/config/read-config.ts'
import { ReceiverError } from '../lib/errors.ts'
import { discoverHandlers } from '../lib/handlers/discover-handlers.ts'
import { createLogger, type Logger, stdout } from '../lib/log/logger.ts'
import { compose, type Service } from './compose.ts'

/** Cloud Foundry's router keeps connections for 90 s: ours must outlast it. */
const KEEP_ALIVE_MS = 95_000
const HEADERS_MS = 100_000
const MAX_HEADER_BYTES = 64 * 1024
/** How long calls that came before a signal have to be answered. */
const ANSWER_MS = 9_000
/** Nothing may hold the process longer than this after a signal. */
const EXIT_MS = 12_000

try {
  await run(readConfig())
} catch (error) {
  stopWithSentence(error)
}

async function run(config: Config): Promise<void> {
  const { logLevel: level, application } = config
  const destination = stdout()
  const logger = createLogger({ level, application, type: 'log', destination })
  const requestLogger = createLogger({ level, application, type: 'request', destination })
  const handlers = await discoverHandlers(config.handlersDir)
  const standIns = await startStandIns(config, logger)
  try {
    const { database, issuers } = standIns
    const service = await compose(config, {
      database,
      issuers,
      handlers,
      logger,
      requestLogger,
    })
    const server = createServer(
      {
        maxHeaderSize: MAX_HEADER_BYTES,
        keepAliveTimeout: KEEP_ALIVE_MS,
        headersTimeout: HEADERS_MS,
      },
      service.app,
    )
    const port = await listen(server, config.port)
    logger.info({ port, role: config.role, instance_id: service.instanceId }, 'listening')
    surviveStrayRejections(logger)
    stopOnSignal(server, service, standIns.stop, logger)
    process.send?.({ listening: port })
  } catch (error) {
    await standIns.stop()
    throw error
  }
}

/** The code of the stand-ins is not even loaded where nothing is missing. */
async function startStandIns(config: Config, logger: Logger) {
  if (config.database !== null && config.issuers !== null) {
    return { database: config.database, issuers: config.issuers, stop: async () => undefined }
  }
  const local = await import('../lib/local/stand-ins.ts')
  return local.startStandIns(config, logger)
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

/** A promise that a handler forgot must not take the receiver with it; its attempt ends by itself. */
function surviveStrayRejections(logger: Logger): void {
  process.on('unhandledRejection', (reason) => {
    const name = reason instanceof Error ? reason.name : typeof reason
    logger.error({ code: 'stray_rejection', err_name: name }, 'a rejected promise was not awaited')
  })
}

/** Drain: no new calls, no new claims, finish or give back, then go. */
function stopOnSignal(
  server: Server,
  service: Service,
  stopStandIns: () => Promise<void>,
  logger: Logger,
): void {
  let stopping = false
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) return
    stopping = true
    logger.info({ signal }, 'stopping')
    setTimeout(() => process.exit(1), EXIT_MS).unref()
    const closed = new Promise((resolve) => server.close(resolve))
    server.closeIdleConnections()
    void Promise.all([service.drain(), Promise.race([closed, delay(ANSWER_MS)])])
      .then(() => service.close())
      .then(stopStandIns)
      .then(() => {
        logger.info('stopped')
        logger.flush(() => process.exit(0))
      })
      .catch((error) => {
        logger.error({ err_name: (error as Error).name }, 'stopping failed')
        logger.flush(() => process.exit(1))
      })
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** A start that cannot be: one sentence with its code, and no stack for what the reader can mend. */
function stopWithSentence(error: unknown): never {
  const text =
    error instanceof ReceiverError
      ? `${error.code}: ${error.message}`
      : `internal: the start failed with ${(error as Error).stack ?? error}`
  process.stderr.write(`${text}\n`)
  process.exit(1)
}
