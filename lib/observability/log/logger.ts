import pino, { type DestinationStream, type Logger } from 'pino'
import type { ApplicationIdentity } from '../../config/config.ts'
import { type BatchedLines, batchLines } from './batched-lines.ts'

export type { Logger }

export interface LoggerOptions {
  readonly level: string
  readonly application: ApplicationIdentity
  /** what the lines are about, in SAP Cloud Logging's words */
  readonly type: 'log' | 'request'
  /** default: stdout */
  readonly destination?: DestinationStream
}

/** Lines are written together: one system call for many of them. A single line waits for 100 ms. */
const BATCH = { maxCharacters: 32 * 1024, maxWaitMs: 100 }
/** Lines that stdout does not take yet; more are dropped, so that a reader that hangs costs no more memory. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024
/** What stands for a value that is not known, as in SAP's library. */
export const NOT_KNOWN = '-'
const NO_CALL = { correlation_id: NOT_KNOWN, request_id: NOT_KNOWN, tenant_id: NOT_KNOWN }

/**
 * JSON lines in the field names that SAP Cloud Logging parses (cf-nodejs-logging-support's).
 * They carry codes and our own ids; never a token, a body or a person.
 */
export function createLogger(options: LoggerOptions): Logger {
  const { application } = options
  return pino(
    {
      level: options.level,
      messageKey: 'msg',
      timestamp: writtenAt,
      formatters: { level: (label) => ({ level: label }) },
      // They stand in every line, so that a filter finds them all. A line of a call has these itself.
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

/**
 * Stdout, written in the background; loggers that share it keep the order of their lines. A process
 * that exits writes what is left. One that is killed loses the lines of its last 100 ms.
 */
export function stdout(): BatchedLines {
  // With a minimum of 0 its `flush` would not wait for the write that is under way.
  const lines = batchLines(
    pino.destination({ dest: 1, sync: false, minLength: 1, maxLength: MAX_WAITING_BYTES }),
    BATCH,
  )
  // Before the listeners of pino, which write what they have got by then.
  process.prependListener('beforeExit', lines.handOn)
  process.prependListener('exit', lines.handOn)
  return lines
}

/** `written_ts` orders the lines of one millisecond: nanoseconds since the epoch, as SAP's library has it. */
function writtenAt(): string {
  const ms = performance.timeOrigin + performance.now()
  const iso = new Date(ms).toISOString()
  return `,"written_at":"${iso}","written_ts":${Math.floor(ms * 1_000)}000`
}
