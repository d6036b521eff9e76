/** A failure counts this long. The platform may send no calls to this instance meanwhile (ms). */
const COUNTS_MS = 30_000

/**
 * 53: no disk, no memory, no connection. 58: errors of the server's system, such as its files. The database
 * may still answer queries then. The health check sees other outages itself, and also sees their end.
 */
const CLASSES = new Set(['53', '58'])
/** No standby confirms commits. */
const NOT_REPLICATED = 'commit_not_replicated'

/** Whether recordings fail because of a database that still answers queries. */
export interface RecordingOutage {
  failed(error: unknown): void
  succeeded(): void
  /** the last recording failed for this reason, within COUNTS_MS */
  isFailing(): boolean
}

/** @param now monotonic milliseconds */
export function createRecordingOutage(now: () => number): RecordingOutage {
  let failedAt: number | null = null
  return {
    failed(error) {
      if (cannotWrite(error)) failedAt = now()
    },
    succeeded() {
      failedAt = null
    },
    isFailing: () => failedAt !== null && now() - failedAt < COUNTS_MS,
  }
}

function cannotWrite(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code
  if (code === NOT_REPLICATED) return true
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && CLASSES.has(code.slice(0, 2))
}
