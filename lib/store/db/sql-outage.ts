import { UnusableSession } from './unusable-session.ts'

/** 08 connection, 53 resources, 57 operator intervention: a timeout and a shutdown are among them. */
const CLASSES = new Set(['08', '53', '57'])
/**
 * 25006: read-only, as a standby is until its promotion. 55000: recovery is in progress.
 * The last is our own: PostgreSQL stopped waiting for a standby.
 */
const CODES = new Set(['25006', '55000', 'commit_not_replicated'])
/** What the driver says of a connection without a code. */
const NO_CONNECTION = /^(Connection terminated|timeout exceeded|Query read timeout)/

/** Whether the database was not there, or took too long: the same statement may succeed later. */
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
