import type { ClientBase } from 'pg'
import { base64Of, sealerFor } from '../db/seal-values.ts'
import type { ClearTable } from './clear-tables.ts'

type Row = Readonly<Record<string, unknown>> & {
  readonly at: string
  readonly sealing_key: string | null
}

/** The primary key of the last row that was looked at, as texts. */
export type After = readonly string[] | null

/**
 * Encrypts the next clear rows of a table, inside a transaction.
 * @returns where to go on; null = there are no more
 */
export async function encryptRows(
  client: ClientBase,
  table: ClearTable,
  after: After,
  limit: number,
): Promise<After> {
  const columns = table.key.map(([column]) => column)
  const keys = columns.join(', ')
  const behind =
    after === null
      ? 'true'
      : `(${keys}) > (${table.key.map(([, type], i) => `$${i + 2}::${type}`)})`
  const { rows } = await client.query<Row>(
    `select ${keys}, ${table.values.join(', ')}, ${table.place.sql('t')} as at, ${table.keyId} as sealing_key
     from ${table.name} t
     where key_id is null and coalesce(${table.values.join(', ')}) is not null and ${behind}
     order by ${keys} limit $1 for update of t`,
    [limit, ...(after ?? [])],
  )
  if (rows.length > 0) await writeRows(client, table, rows)
  const last = rows.at(-1)
  if (last === undefined || rows.length < limit) return null
  return columns.map((column) => String(last[column]))
}

async function writeRows(
  client: ClientBase,
  { name, key, values }: ClearTable,
  rows: readonly Row[],
): Promise<void> {
  const sealer = await sealerFor(
    client,
    rows.map((row) => row.sealing_key),
  )
  const sealed = rows.map((row) =>
    values.map((column) => {
      const clear = row[column] as Buffer | null
      return clear === null ? null : sealer.seal(row.sealing_key, `${row.at}:${column}`, clear)
    }),
  )
  const lists: unknown[][] = [
    ...key.map(([column]) => rows.map((row) => row[column])),
    sealed.map((ofRow) => ofRow.find((one) => one !== null)?.keyId ?? null),
    ...values.map((_, index) => sealed.map((ofRow) => base64Of(ofRow[index] ?? null))),
  ]
  const types = [...key.map(([, type]) => type), 'uuid', ...values.map(() => 'text')]
  const given = types.map((type, index) => `$${index + 1}::${type}[]`).join(', ')
  const names = [...key.map(([column]) => column), 'sealed_by', ...values].join(', ')
  await client.query(
    `update ${name} t set key_id = g.sealed_by, ${values
      .map((column) => `${column} = decode(g.${column}, 'base64')`)
      .join(', ')}
     from unnest(${given}) as g (${names})
     where ${key.map(([column]) => `t.${column} = g.${column}`).join(' and ')}`,
    lists,
  )
}
