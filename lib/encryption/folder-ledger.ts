import type { SQLInputValue } from 'node:sqlite'
import { uuidBytes, uuidOfBytes } from './key-bytes.ts'
import type { KeyFile } from './key-file.ts'
import type { LedgerEntry, NumberedLedgerEntry } from './key-store.ts'

interface LedgerRow {
  readonly sequence: number
  readonly request_id: Uint8Array
  readonly subject_hash: Uint8Array
  readonly key_id: Uint8Array | null
  readonly forgotten_at: number
  readonly kept_until: number
}

/** The ledger of erasures in the file of a key store. */
export function folderLedger({ change, rows }: KeyFile) {
  return {
    appendToLedger: (entry: LedgerEntry): void =>
      void change(
        `insert into ledger (request_id, subject_hash, key_id, forgotten_at, kept_until)
         values (?, ?, ?, ?, ?) on conflict (request_id) do nothing`,
        ...valuesOf(entry),
      ),
    ledgerAfter: (sequence: number, limit: number): NumberedLedgerEntry[] =>
      rows<LedgerRow>(
        'select * from ledger where sequence > ? order by sequence limit ?',
        ...[sequence, limit],
      ).map(toEntry),
    findInLedger: (hashes: readonly Uint8Array[], at: Date): NumberedLedgerEntry[] =>
      hashes.flatMap((hash) =>
        rows<LedgerRow>(
          'select * from ledger where subject_hash = ? and kept_until > ? order by sequence',
          ...[hash, at.getTime()],
        ).map(toEntry),
      ),
    trimLedger: (at: Date): void =>
      void change('delete from ledger where kept_until <= ?', at.getTime()),
  }
}

function valuesOf(entry: LedgerEntry): SQLInputValue[] {
  const { requestId, subjectHash, keyId, forgottenAt, keptUntil } = entry
  return [
    uuidBytes(requestId),
    subjectHash,
    keyId === null ? null : uuidBytes(keyId),
    forgottenAt.getTime(),
    keptUntil.getTime(),
  ]
}

function toEntry(row: LedgerRow): NumberedLedgerEntry {
  return {
    sequence: row.sequence,
    requestId: uuidOfBytes(row.request_id),
    subjectHash: row.subject_hash,
    keyId: row.key_id === null ? null : uuidOfBytes(row.key_id),
    forgottenAt: new Date(row.forgotten_at),
    keptUntil: new Date(row.kept_until),
  }
}
