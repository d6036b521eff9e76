import type { Environment } from './environment-schema.ts'

/** Rules of erasures. */
export interface ForgettingConfig {
  /** erasures within an hour, of all callers together */
  readonly maxPerHour: number
  /** how long the ledger keeps the keyed hash of a forgotten person (ms) */
  readonly keptMs: number
  /** how long backups of the database are kept (ms) */
  readonly backupMs: number
  /** event types that open a new key for a forgotten person */
  readonly reopeningTypes: readonly string[]
}

const DAY_MS = 24 * 60 * 60_000

export function forgettingConfig(environment: Environment): ForgettingConfig {
  return {
    maxPerHour: environment.FORGET_PER_HOUR,
    keptMs: environment.LEDGER_RETENTION_DAYS * DAY_MS,
    backupMs: environment.BACKUP_RETENTION_DAYS * DAY_MS,
    reopeningTypes: environment.REOPEN_AFTER_FORGETTING,
  }
}
