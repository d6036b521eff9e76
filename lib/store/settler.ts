import type { Pool } from 'pg'
import type { EventReader } from './event-reader.ts'
import { createGroupCommit } from './group-commit.ts'
import type { Settled, Settlement } from './settlement.ts'
import { type SettledLane, settleDeliveries } from './statements/settle-deliveries.ts'

export interface SettlerOptions {
  readonly pool: Pool
  readonly events: EventReader
  readonly instanceId: string
  readonly leaseMs: number
  readonly now: () => number
  readonly onFailure: (error: unknown, settlements: number) => void
}

export interface Settler {
  /** Resolves once the result of the attempt is committed; see Settled. */
  settle(settlement: Settlement): Promise<Settled>
  idle(): Promise<void>
}

const WRITERS = 2
const MAX_BATCH = 200
const MAX_QUEUED = 100_000
const MAX_BYTES = 256 * 1024 * 1024
const MAX_BATCH_BYTES = 8 * 1024 * 1024
const ASSUMED_BYTES = 1_024

/** Settlements commit in groups, as recordings do. They wait for the database as long as a lease lasts. */
export function createSettler(options: SettlerOptions): Settler {
  const commits = createGroupCommit<Settlement, SettledLane>({
    write: (batch) => settleDeliveries(options.pool, options.instanceId, options.leaseMs, batch),
    writers: WRITERS,
    maxBatch: MAX_BATCH,
    maxBatchBytes: MAX_BATCH_BYTES,
    maxQueued: MAX_QUEUED,
    maxQueuedBytes: MAX_BYTES,
    sizeOf: () => ASSUMED_BYTES,
    maxWaitMs: options.leaseMs,
    now: options.now,
    onFailure: options.onFailure,
  })
  return {
    async settle(settlement) {
      const { held, started } = await commits.submit(settlement)
      const [next = null] = started === null ? [] : await options.events.read([started])
      return { held, started: next }
    },
    idle: commits.idle,
  }
}
