import type { DatabaseClient } from './database-client.ts'

/** The server behind a new connection. */
export interface ReachedServer {
  readonly server: string
  readonly readOnly: boolean
}

export interface ServerProcess {
  readonly server: string | null
  readonly process: number
}

export interface ServerWatchOptions {
  /**
   * Queries the server over a new connection; rejects without a quick answer. Cancels commits of `overdue`
   * that wait for a standby: they would hold their locks forever.
   */
  readonly reach: (overdue: readonly ServerProcess[]) => Promise<ReachedServer>
  /** longer than any statement, so that only a commit can still wait (ms) */
  readonly overdueMs: number
  readonly now: () => number
  /** called with the number of dropped connections */
  readonly onDropped: (connections: number) => void
}

/**
 * Drops connections to a server that the address no longer points to. A frozen server, or one without
 * its host, closes no connection: each statement would wait for its timeout.
 */
export interface ServerWatch {
  add(client: DatabaseClient): void
  close(): void
}

/** Checks the server over a new connection after this silence (ms). */
const SILENT_MS = 1_000
const LOOK_EVERY_MS = 500
/** A new connection may hang, too: start the next one before its timeout. */
const MAX_ATTEMPTS = 2

export function createServerWatch(options: ServerWatchOptions): ServerWatch {
  const { reach, overdueMs, now, onDropped } = options
  const clients = new Set<DatabaseClient>()
  let attempts = 0

  async function ask(): Promise<void> {
    const checkedAt = now()
    attempts += 1
    try {
      const overdue = [...clients].filter(({ silentMs }) => silentMs > overdueMs)
      const reached = await reach(overdue)
      const outdated = [...clients].filter((client) => isOutdated(client, reached, checkedAt))
      for (const client of outdated) client.abandon()
      if (outdated.length > 0) onDropped(outdated.length)
    } catch {
      // No answer: the waiting statements will fail by themselves.
    } finally {
      attempts -= 1
    }
  }

  const timer = setInterval(() => {
    const isSilent = [...clients].some(({ silentMs }) => silentMs > SILENT_MS)
    if (isSilent && attempts < MAX_ATTEMPTS) void ask()
  }, LOOK_EVERY_MS).unref()

  return {
    add(client) {
      clients.add(client)
      client.once('end', () => clients.delete(client))
    },
    close: () => clearInterval(timer),
  }
}

/**
 * Pure: a connection is outdated if a newer one reached another server that accepts writes. A connecting
 * one is outdated if a newer one was faster and it has been silent for too long.
 */
export function isOutdated(
  client: Pick<DatabaseClient, 'server' | 'openedAt' | 'silentMs'>,
  reached: ReachedServer,
  checkedAt: number,
): boolean {
  if (reached.readOnly || client.openedAt >= checkedAt) return false
  if (client.server === null) return client.silentMs > SILENT_MS
  return client.server !== reached.server
}
