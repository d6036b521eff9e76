import { randomBytes } from 'node:crypto'
import { newId } from '../new-id.ts'
import { KEY_BYTES } from './key-bytes.ts'
import type { KeyStore } from './key-store.ts'
import type { MasterKey } from './master-key.ts'

/** A new key. The store has it already. */
export interface NewKey {
  /** UUID */
  readonly id: string
  readonly key: Buffer
}

export interface SpareKeysOptions {
  readonly store: KeyStore
  readonly masterKey: MasterKey
  /** the store did not answer lately */
  readonly isAway: () => boolean
}

const FIRST_BATCH = 4
const MAX_BATCH = 256

/**
 * Keys for new persons. A commit of the store costs more than a recording, so it gets keys in batches, which
 * grow with the number of new persons. Unused keys of a process that ends stay in the store.
 * @returns resolves to keys that are durable in the store; throws ReceiverError key_store_away
 */
export function createSpareKeys({ store, masterKey, isAway }: SpareKeysOptions) {
  const spare: NewKey[] = []
  let batch = FIRST_BATCH

  async function make(count: number): Promise<void> {
    const made = Array.from({ length: count }, () => ({ id: newId(), key: randomBytes(KEY_BYTES) }))
    await store.add(made.map(({ id, key }) => ({ id, wrapped: masterKey.wrap(id, key) })))
    spare.push(...made)
  }

  return async (count: number): Promise<NewKey[]> => {
    // While the store is away, no person becomes known: whether it is back shows here.
    if (isAway()) await make(1)
    while (spare.length < count) {
      const size = Math.max(count - spare.length, batch)
      batch = Math.min(MAX_BATCH, batch * 2)
      await make(size)
    }
    return spare.splice(0, count)
  }
}
