import { raw, type Sql } from '../db/sql.ts'

/** SQL that reads a text stored as bytes; see `migrations/0001-schema.sql`. */
export function textOf(column: string): Sql {
  return raw(`convert_from(${column}, 'UTF8')`)
}

/** The same for JSON. */
export function jsonOf(column: string): Sql {
  return raw(`convert_from(${column}, 'UTF8')::jsonb`)
}
