import { chmodSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'

const FILE = 'keys.sqlite'

/** `secure_delete` overwrites the bytes of a destroyed key. `synchronous` waits for the disk at each commit. */
const SCHEMA = `
  pragma busy_timeout = 5000;
  pragma journal_mode = wal;
  pragma synchronous = full;
  pragma secure_delete = on;
  create table if not exists person_key (
    id      blob primary key,
    state   text not null check (state in ('living', 'blocked', 'destroyed')),
    wrapped blob
  ) strict, without rowid;
  create table if not exists key_change (
    sequence integer primary key autoincrement,
    key_id   blob not null,
    state    text not null
  ) strict;
  create table if not exists ledger (
    sequence     integer primary key autoincrement,
    request_id   blob not null unique,
    subject_hash blob not null,
    key_id       blob,
    forgotten_at integer not null,
    kept_until   integer not null
  ) strict;
  create index if not exists ledger_subject on ledger (subject_hash);`

/** The SQLite file of a key store. Several processes of one machine may use it. */
export interface KeyFile {
  /** @returns the number of changed rows */
  change(sql: string, ...values: readonly SQLInputValue[]): number
  rows<Row>(sql: string, ...values: readonly SQLInputValue[]): Row[]
  inTransaction(work: () => void): void
  /** Empties the write-ahead log, which still holds pages as they were. */
  emptyLog(): void
  close(): void
}

/** @param folder null = in memory, for tests */
export function openKeyFile(folder: string | null): KeyFile {
  const db = openDatabase(folder)
  const prepared = new Map<string, StatementSync>()
  const statement = (sql: string) => {
    const known = prepared.get(sql) ?? db.prepare(sql)
    prepared.set(sql, known)
    return known
  }
  return {
    change: (sql, ...values) => Number(statement(sql).run(...values).changes),
    rows: <Row>(sql: string, ...values: readonly SQLInputValue[]) =>
      statement(sql).all(...values) as unknown as Row[],
    inTransaction(work) {
      db.exec('begin immediate')
      try {
        work()
        db.exec('commit')
      } catch (error) {
        if (db.isTransaction) db.exec('rollback')
        throw error
      }
    },
    emptyLog: () => db.exec('pragma wal_checkpoint(truncate)'),
    close: () => db.close(),
  }
}

function openDatabase(folder: string | null): DatabaseSync {
  if (folder !== null) mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = folder === null ? ':memory:' : path.join(folder, FILE)
  const db = new DatabaseSync(file)
  // SQLite gives its further files the mode of this one.
  if (folder !== null) chmodSync(file, 0o600)
  db.exec(SCHEMA)
  return db
}
