import type { KeyStore } from './key-store.ts'
import type { MasterKey } from './master-key.ts'

const PAGE = 1_000

/**
 * Wraps all keys by the current master key. The data stays as it is. Safe to repeat: a second run
 * continues after a stop, because it skips the keys that are wrapped already.
 * @returns the number of keys that were wrapped again
 */
export async function rotateMasterKey(store: KeyStore, masterKey: MasterKey): Promise<number> {
  let rewrapped = 0
  let after: string | null = null
  for (;;) {
    const page = await store.listAfter(after, PAGE)
    const former = page.filter(({ wrapped }) => !masterKey.isCurrent(wrapped))
    if (former.length > 0) {
      await store.rewrap(
        former.map(({ id, wrapped }) => ({
          id,
          from: wrapped,
          to: masterKey.wrap(id, masterKey.unwrap(id, wrapped)),
        })),
      )
      rewrapped += former.length
    }
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return rewrapped
    after = last.id
  }
}
