import type { Pool } from 'pg'
import { createGroupCommit } from '../db/group-commit.ts'
import type { EventReader } from './event-reader.ts'
import { settleBatch } from './settle-batch.ts'
import type { Settled, SettledLane, Settlement } from './settlement.ts'

export interface SettlerOptions {
  readonly pool: Pool
  readonly events: EventReader
  readonly instanceId: string
  readonly leaseMs: number
  readonly now: () => number
  readonly onFailure: (error: unknown, settlements: number) => void
}

const WRITERS = 2
const MAX_BATCH = 200
const MAX_QUEUED = 100_000
const MAX_BYTES = 256 * 1024 * 1024
const MAX_BATCH_BYTES = 8 * 1024 * 1024
/** a row without error, log and calls */
const ROW_BYTES = 512

/**
 * Commits settlements in groups, like recordings. They wait for the database for one lease time.
 * @returns a function that resolves once the result of an attempt is committed
 */
export function createSettler(
  options: SettlerOptions,
): (settlement: Settlement) => Promise<Settled> {
  const { pool, instanceId, leaseMs } = options

  const commits = createGroupCommit<Settlement, SettledLane>({
    write: (batch) => settleBatch(pool, instanceId, leaseMs, batch),
    writers: WRITERS,
    maxBatch: MAX_BATCH,
    maxBatchBytes: MAX_BATCH_BYTES,
    // One delivery each: maxBatch bounds the work.
    maxBatchWork: MAX_BATCH,
    workOf: () => 1,
    maxQueued: MAX_QUEUED,
    maxQueuedBytes: MAX_BYTES,
    sizeOf: ({ error, log, calls }) =>
      ROW_BYTES + textBytes(error) + textBytes(log) + textBytes(calls),
    maxWaitMs: options.leaseMs,
    now: options.now,
    onFailure: options.onFailure,
  })
  return async (settlement) => {
    const { started, ahead, ...settled } = await commits.submit(settlement)
    const reading = started === null ? [] : options.events.read([started])
    if (ahead != null) options.events.readAhead(ahead)
    const [next = null] = await reading
    return { ...settled, started: next }
  }
}

function textBytes(value: unknown): number {
  if (value === null || (Array.isArray(value) && value.length === 0)) return 0
  return JSON.stringify(value).length
}
