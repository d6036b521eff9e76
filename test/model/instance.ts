import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { RegisteredHandler } from '../../lib/handlers/discover-handlers.ts'
import type { MessageToRecord } from '../../lib/store/record/recording.ts'
import type { StartedWithoutEvent } from '../../lib/store/record/started-delivery.ts'
import { type BatchWriter, createBatchWriter } from '../../lib/store/record/write-batch.ts'
import { type Loss, losingCommits } from './losing-commits.ts'
import { LEASE_MS } from './model-handlers.ts'

export type Role = 'all' | 'ingest' | 'dispatch'

/** One process of the installation. */
export interface Instance {
  readonly id: string
  readonly role: Role
  /** the handlers that its version has */
  readonly handlers: readonly RegisteredHandler[]
  /** @returns the deliveries that it starts after the commit */
  write(message: MessageToRecord, options: WriteOptions): Promise<StartedWithoutEvent[]>
}

export interface WriteOptions {
  readonly attempt: number
  /** free slots of each handler */
  readonly slots: number
  readonly loss: Loss
}

/** No instance falls silent by the model's time, which goes on by days. */
const SILENCE_MS = 1_000

export const records = ({ role }: Instance) => role !== 'dispatch'
export const dispatches = ({ role }: Instance) => role !== 'ingest'

export function newInstance(
  pool: pg.Pool,
  role: Role,
  handlers: readonly RegisteredHandler[],
): Instance {
  const id = randomUUID()
  const taken = new Map<number, number>()
  let begun: StartedWithoutEvent[] = []
  let loss: Loss = null
  let slots = 0
  const gate = {
    reserve(handlerId: number) {
      const count = taken.get(handlerId) ?? 0
      if (count >= slots) return null
      taken.set(handlerId, count + 1)
      return { start: () => undefined, giveBack: () => undefined }
    },
    start(starts: readonly { readonly delivery: StartedWithoutEvent }[]) {
      begun.push(...starts.map(({ delivery }) => delivery))
    },
  }
  const writer: BatchWriter = createBatchWriter({
    pool: losingCommits(pool, () => loss),
    instanceId: id,
    handlerIds: handlers.map((handler) => handler.id),
    duplicateWindows: { bodyMs: 1_000, recordMs: 1_000 },
    now: () => performance.now(),
    starts:
      role === 'all' ? { gate, leaseMs: LEASE_MS, silenceMs: SILENCE_MS, onResumeFailed } : null,
    onRecorded: () => undefined,
  })
  return {
    id,
    role,
    handlers,
    async write(message, options) {
      taken.clear()
      begun = []
      loss = options.loss
      slots = options.slots
      const written = writer.write([message], options.attempt)
      if (options.loss === null) await written
      else await written.then(unexpected, () => undefined)
      return begun
    },
  }
}

function onResumeFailed(error: unknown): never {
  throw error
}

function unexpected(): never {
  throw new Error('the answer of a commit was not lost')
}
