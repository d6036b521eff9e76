import type pg from 'pg'
import { places } from '../../lib/encryption/places.ts'
import { hasSealed, openRows, sealedJson, sealedText } from '../../lib/store/db/sealed-values.ts'
import { textOf } from '../../lib/store/db/sql.ts'

/** SQL of a sealed text, which `rowsOf` opens. The alias is the table's name where it has no other. */
export function openedText(table: keyof typeof places, alias: string, column: string): string {
  return textOf(sealedText(places[table], alias, column))
}

/** The same for JSON. */
export function openedJson(table: keyof typeof places, alias: string, column: string): string {
  return textOf(sealedJson(places[table], alias, column))
}

/** Runs a statement and opens the sealed values of its rows. */
export async function rowsOf<Row extends pg.QueryResultRow>(
  db: pg.Pool,
  sql: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const { rows } = await db.query<Row>(sql, [...values])
  if (hasSealed(sql)) await openRows(db, rows)
  return rows
}
