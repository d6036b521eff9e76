import pino, { type DestinationStream, type Logger } from 'pino'
import type { ApplicationIdentity, Config } from '../../config/config.ts'
import { type BatchedLines, batchLines } from './batched-lines.ts'

export type { Logger }

export interface LoggerOptions {
  readonly level: string
  readonly application: ApplicationIdentity
  /** the kind of log lines in SAP Cloud Logging */
  readonly type: 'log' | 'request'
  /** default: stdout */
  readonly destination?: DestinationStream
}

/** Writes many lines with one system call. A single line waits 100 ms. */
const BATCH = { maxCharacters: 32 * 1024, maxWaitMs: 100 }
/** Lines beyond this are dropped, so that a blocked reader costs no more memory. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024
/** The placeholder of SAP's library for unknown values. */
export const NOT_KNOWN = '-'
const NO_CALL = { correlation_id: NOT_KNOWN, request_id: NOT_KNOWN, tenant_id: NOT_KNOWN }

/**
 * Writes JSON lines with the field names of SAP Cloud Logging (cf-nodejs-logging-support). They
 * contain codes and our own ids; never a token, a body or personal data.
 */
export function createLogger(options: LoggerOptions): Logger {
  const { application } = options
  return pino(
    {
      level: options.level,
      messageKey: 'msg',
      timestamp: writtenAt,
      formatters: { level: (label) => ({ level: label }) },
      // In every line, so that filters match. Lines of a call contain their own values.
      ...(options.type === 'log' && { mixin: () => ({ ...NO_CALL }) }),
      base: {
        type: options.type,
        logger: 'sf-event-receiver',
        layer: '[NODEJS]',
        component_type: 'application',
        component_id: application.componentId || NOT_KNOWN,
        component_name: application.componentName,
        component_instance: application.componentInstance,
        source_instance: application.componentInstance,
        container_id: application.containerId || NOT_KNOWN,
        organization_id: application.organizationId || NOT_KNOWN,
        organization_name: application.organizationName || NOT_KNOWN,
        space_id: application.spaceId || NOT_KNOWN,
        space_name: application.spaceName || NOT_KNOWN,
      },
    },
    options.destination ?? stdout(),
  )
}

/** The logger of the service, and that of its calls. */
export function createLoggers(
  { logLevel: level, application }: Pick<Config, 'logLevel' | 'application'>,
  destination: DestinationStream,
) {
  const loggerOf = (type: LoggerOptions['type']) =>
    createLogger({ level, application, type, destination })
  return { logger: loggerOf('log'), requestLogger: loggerOf('request') }
}

/**
 * Writes to stdout in the background; loggers that share it keep their order. An exiting process
 * writes the rest. A killed one loses the lines of its last 100 ms.
 */
export function stdout(): BatchedLines {
  // With a minimum of 0, `flush` would not wait for a running write.
  const lines = batchLines(
    pino.destination({ dest: 1, sync: false, minLength: 1, maxLength: MAX_WAITING_BYTES }),
    BATCH,
  )
  // Before pino's listeners, which write what they have received by then.
  process.prependListener('beforeExit', lines.handOn)
  process.prependListener('exit', lines.handOn)
  return lines
}

/**
 * `written_ts` orders the lines of one millisecond: nanoseconds since the epoch, as in SAP's
 * library.
 */
function writtenAt(): string {
  const ms = performance.timeOrigin + performance.now()
  const iso = new Date(ms).toISOString()
  return `,"written_at":"${iso}","written_ts":${Math.floor(ms * 1_000)}000`
}
