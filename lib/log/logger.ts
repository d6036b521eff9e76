import pino, { type DestinationStream, type Logger } from 'pino'
import type { ApplicationIdentity } from '../config/config.ts'

export type { Logger }

export interface LoggerOptions {
  readonly level: string
  readonly application: ApplicationIdentity
  /** what the lines are about, in SAP Cloud Logging's words */
  readonly type: 'log' | 'request'
  /** default: stdout */
  readonly destination?: DestinationStream
}

/** Lines are gathered up to this size before they are written: one system call for many of them. */
const BUFFER_BYTES = 8 * 1024
/** A lonely line waits no longer than this. */
const FLUSH_MS = 100
/** What stands for a value that is not known, as in SAP's library. */
export const NOT_KNOWN = '-'

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
      // A line of a call has these itself; they stand in every line, so that a filter finds them all.
      mixin: () => ({ correlation_id: NOT_KNOWN, request_id: NOT_KNOWN, tenant_id: NOT_KNOWN }),
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

/** Stdout, written in the background; loggers that share it keep the order of their lines. */
export function stdout(): DestinationStream & { flush(done: () => void): void } {
  return pino.destination({
    dest: 1,
    sync: false,
    minLength: BUFFER_BYTES,
    periodicFlush: FLUSH_MS,
  })
}

/** `written_ts` orders the lines of one millisecond: nanoseconds since the epoch, as SAP's library has it. */
function writtenAt(): string {
  const ms = performance.timeOrigin + performance.now()
  const iso = new Date(ms).toISOString()
  return `,"written_at":"${iso}","written_ts":${Math.floor(ms * 1_000)}000`
}
