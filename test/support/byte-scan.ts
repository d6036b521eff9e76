import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type pg from 'pg'

/** Where a value was found in clear text. */
export interface Finding {
  readonly place: string
  readonly value: string
}

/** Files of the database, and its write-ahead log since a position. */
export async function scanDatabase(
  db: pg.Pool,
  values: readonly string[],
  sinceWal: string,
): Promise<Finding[]> {
  await db.query('checkpoint')
  const { rows } = await db.query<{ folder: string; oid: string; first: string; last: string }>(
    `select current_setting('data_directory') as folder,
       (select oid::text from pg_database where datname = current_database()) as oid,
       pg_walfile_name($1::pg_lsn) as first, pg_walfile_name(pg_current_wal_lsn()) as last`,
    [sinceWal],
  )
  const [{ folder, oid, first, last }] = rows as [(typeof rows)[0]]
  const wal = path.join(folder, 'pg_wal')
  const segments = (await readdir(wal)).filter((name) => name >= first && name <= last)
  return [
    ...(await scanFiles(path.join(folder, 'base', oid), values)),
    ...(await scanFiles(wal, values, segments)),
  ]
}

/** The position from which a scan reads the write-ahead log. */
export async function walPosition(db: pg.Pool): Promise<string> {
  const { rows } = await db.query<{ lsn: string }>('select pg_current_wal_lsn() as lsn')
  return rows[0]?.lsn ?? '0/0'
}

export async function scanFiles(
  folder: string,
  values: readonly string[],
  names?: readonly string[],
): Promise<Finding[]> {
  const found: Finding[] = []
  for (const name of names ?? (await readdir(folder))) {
    const bytes = await readFile(path.join(folder, name))
    found.push(...scanBytes(name, bytes, values))
  }
  return found
}

/** Looks for values as they are, and in the encodings that JSON, XML and PostgreSQL give to bytes. */
export function scanBytes(place: string, bytes: Buffer, values: readonly string[]): Finding[] {
  return values
    .filter((value) =>
      [value, Buffer.from(value).toString('hex'), unaligned(value)].some((text) =>
        bytes.includes(text),
      ),
    )
    .map((value) => ({ place, value }))
}

/** The part of base64 that is the same wherever the value begins, if it begins at a third byte. */
function unaligned(value: string): string {
  return Buffer.from(value)
    .toString('base64')
    .slice(0, Math.floor((value.length * 4) / 3) - 3)
}
