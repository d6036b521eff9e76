import type { DatabaseClient } from './database-client.ts'

/** What a new connection finds. */
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
   * Asks over a new connection; rejects if there is no answer soon. A commit of `overdue` that waits
   * for a standby is made to give up: it would hold its locks and its process without an end.
   */
  readonly reach: (overdue: readonly ServerProcess[]) => Promise<ReachedServer>
  /** no statement takes longer, so that only a commit can still be waiting (ms) */
  readonly overdueMs: number
  readonly now: () => number
  /** told how many connections were dropped */
  readonly onDropped: (connections: number) => void
}

/**
 * Finds connections to a server that the address no longer leads to. A frozen server, or one whose
 * host is gone, ends no connection: without this each statement would wait for its timeout.
 */
export interface ServerWatch {
  add(client: DatabaseClient): void
  close(): void
}

/** A server that owes an answer for this long is asked for over a new connection (ms). */
const SILENT_MS = 1_000
const LOOK_EVERY_MS = 500
/** A new connection may hang as well: the next one starts before it is given up. */
const MAX_ATTEMPTS = 2

export function createServerWatch(options: ServerWatchOptions): ServerWatch {
  const { reach, overdueMs, now, onDropped } = options
  const clients = new Set<DatabaseClient>()
  let attempts = 0

  async function ask(): Promise<void> {
    const askedAt = now()
    attempts += 1
    try {
      const overdue = [...clients].filter(({ silentMs }) => silentMs > overdueMs)
      const reached = await reach(overdue)
      const outdated = [...clients].filter((client) => isOutdated(client, reached, askedAt))
      for (const client of outdated) client.abandon()
      if (outdated.length > 0) onDropped(outdated.length)
    } catch {
      // Nobody answers: nothing is known that the waiting statements will not find out.
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
 * Pure: a connection is outdated if a newer one led to another server that takes writes. One that
 * still connects is outdated if a newer one was faster by the time a silence takes.
 */
export function isOutdated(
  client: Pick<DatabaseClient, 'server' | 'openedAt' | 'silentMs'>,
  reached: ReachedServer,
  askedAt: number,
): boolean {
  if (reached.readOnly || client.openedAt >= askedAt) return false
  if (client.server === null) return client.silentMs > SILENT_MS
  return client.server !== reached.server
}
