import type { KeyStore, NumberedLedgerEntry } from './key-store.ts'

const BATCH = 100

/**
 * Calls `apply` for each erasure after a place of the ledger, oldest first, and `note` after each batch.
 * A restored backup holds an earlier place: its erasures are then applied again.
 * @returns the number of entries
 */
export async function followLedger(
  keys: Pick<KeyStore, 'ledgerAfter'>,
  from: number,
  apply: (entry: NumberedLedgerEntry) => Promise<void>,
  note: (sequence: number) => Promise<void>,
): Promise<number> {
  let count = 0
  for (let after = from; ; ) {
    const entries = await keys.ledgerAfter(after, BATCH)
    for (const entry of entries) await apply(entry)
    const last = entries.at(-1)
    if (last === undefined) return count
    count += entries.length
    after = last.sequence
    await note(after)
  }
}
