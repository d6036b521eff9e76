import { UnusableSession } from './session-settings.ts'

/** 08 connection, 53 resources, 57 operator intervention, such as a timeout or a shutdown. */
const CLASSES = new Set(['08', '53', '57'])
/**
 * 25006: read-only, like a standby before its promotion. 55000: recovery is in progress.
 * The last is this service's code: PostgreSQL stopped waiting for a standby.
 */
const CODES = new Set(['25006', '55000', 'commit_not_replicated'])
/** Texts of the driver's connection errors without a code. */
const NO_CONNECTION = /^(Connection terminated|timeout exceeded|Query read timeout)/

/** Whether the database was unavailable or too slow: the same statement may succeed later. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof UnusableSession) return true
  const { code, syscall } = error as { code?: unknown; syscall?: unknown }
  if (typeof code === 'string' && CODES.has(code)) return true
  if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) {
    return CLASSES.has(code.slice(0, 2))
  }
  return typeof syscall === 'string' || NO_CONNECTION.test(error.message)
}
