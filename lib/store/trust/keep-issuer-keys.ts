import type { Pool } from 'pg'
import type { KeptKeys, KeyMemory } from '../../auth/keys/key-set.ts'
import { defineStatement, execute } from '../db/statement.ts'

const loading = defineStatement<{ document: unknown; ageMs: string }>({
  name: 'load-issuer-keys',
  columns: { document: true, ageMs: true },
  text: `
    select document, extract(epoch from receiver_clock() - served_at) * 1000 as "ageMs"
    from issuer_keys where source = $1`,
})

const saving = defineStatement({
  name: 'save-issuer-keys',
  text: `
    insert into issuer_keys (source, document, served_at) values ($1, $2, receiver_clock())
    on conflict (source) do update set document = excluded.document, served_at = excluded.served_at`,
})

/** Stores the keys of issuers; their age is by the database's clock. */
export function keepIssuerKeys(pool: Pool): KeyMemory {
  return {
    async load(source) {
      const [row] = await execute(pool, loading, [source])
      if (row === undefined) return null
      return { document: row.document, ageMs: Math.max(0, Number(row.ageMs)) } satisfies KeptKeys
    },
    async save(source, document) {
      await execute(pool, saving, [source, JSON.stringify(document)])
    },
  }
}
