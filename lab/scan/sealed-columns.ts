import type { Pool } from 'pg'
import { type Place, places } from '../../lib/encryption/places.ts'
import type { Vault } from '../../lib/encryption/vault.ts'
import type { ByteScanner, Finding } from './byte-scanner.ts'

/** The columns with sealed values: table, column, place of the row, and the end of the place. */
const SEALED: readonly (readonly [string, string, Place, string])[] = [
  ['subject', 'key', places.subject, 'key'],
  ['subject', 'legal_hold', places.subject, 'legal_hold'],
  ['message', 'body', places.message, 'body'],
  ['original_body', 'body', places.originalBody, 'body'],
  ['event', 'content', places.event, 'content'],
  ['delivery', 'comment', places.delivery, 'comment'],
  ['attempt', 'error', places.attempt, 'error'],
  ['attempt', 'log', places.attempt, 'log'],
  ['attempt', 'calls', places.attempt, 'calls'],
  ['effect', 'result', places.effect, 'result'],
  ['edited_event', 'body', places.editedEvent, 'body'],
  ['action', 'comment', places.action, 'comment'],
  ['action', 'changes', places.action, 'changes'],
]

/** Hashes, and nothing that can be opened. */
const HASHES = ['encryption.key_check', 'session.id', 'used_login.state']

const BATCH = 1_000

/** Opens everything that the keys of a vault still open, and scans it. */
export async function scanOpened(
  db: Pool,
  vault: Vault,
  scanner: ByteScanner,
): Promise<{ readonly opened: number; readonly findings: readonly Finding[] }> {
  await requireAllColumns(db)
  const findings: Finding[] = []
  let opened = 0
  for (const [table, column, place, end] of SEALED) {
    const { rows } = await db.query<{ place: string; bytes: Buffer }>(
      `select ${place.sql('t')} || ':${end}' as place, ${column} as bytes from ${table} t
       where ${column} is not null and octet_length(${column}) > 0`,
    )
    for (let from = 0; from < rows.length; from += BATCH) {
      for (const clear of await vault.open(rows.slice(from, from + BATCH))) {
        if (clear === null) continue
        opened += 1
        findings.push(...scanner.scan(`${table}.${column}`, clear))
      }
    }
  }
  return { opened, findings }
}

/** A new column must not escape the scan. */
async function requireAllColumns(db: Pool): Promise<void> {
  const { rows } = await db.query<{ name: string }>(
    `select table_name || '.' || column_name as name from information_schema.columns
     where table_schema = 'public' and data_type = 'bytea'`,
  )
  const known = new Set([...SEALED.map(([table, column]) => `${table}.${column}`), ...HASHES])
  const unknown = rows.map(({ name }) => name).filter((name) => !known.has(name))
  if (unknown.length === 0) return
  throw new Error(`expected only known columns of bytes, add these to the scan: ${unknown.join()}`)
}
