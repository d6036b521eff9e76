import { places } from '../../encryption/places.ts'
import { INSTALLATION_KEY } from '../../encryption/vault.ts'
import { openValues } from '../db/sealed-values.ts'
import { defineStatement, execute, type Queryable } from '../db/statement.ts'
import { vaultOf } from '../db/vault-of.ts'
import { ledgerHashOf } from '../record/ledger-hash.ts'

export interface IdentifiedSubject {
  readonly company: string
  readonly kind: string
  /** null = it has no key of its own */
  readonly keyId: string | null
  /** the readable key; null = it was destroyed, or is damaged */
  readonly readKey: () => Promise<string | null>
  /** keyed hash of company, kind and key; null = its key was destroyed */
  readonly hash: () => Promise<Buffer | null>
}

interface Row {
  readonly company: string
  readonly kind: string
  readonly key: Buffer
  readonly digest: string
  readonly keyId: string | null
}

const statement = defineStatement<Row>({
  name: 'identify-subject',
  columns: { company: true, kind: true, key: true, digest: true, keyId: true },
  text: `
    select company, kind, key, key_digest::text as digest, key_id as "keyId"
    from subject where id = $1::bigint`,
})

/** @returns null = there is no such subject */
export async function identifySubject(
  client: Queryable,
  subjectId: string,
): Promise<IdentifiedSubject | null> {
  const [found] = await execute(client, statement, [subjectId])
  if (found === undefined) return null
  const { company, kind, key: bytes, digest, keyId } = found
  async function readKey(): Promise<string | null> {
    const place = `${places.subject.of(digest)}:key`
    const [key] = await openValues(client, [{ keyId, bytes, place }])
    return key?.toString('utf8') || null
  }
  return {
    ...{ company, kind, readKey },
    keyId: keyId === INSTALLATION_KEY ? null : keyId,
    async hash() {
      const key = await readKey()
      return key === null ? null : ledgerHashOf(vaultOf(client), { company, kind, key }, digest)
    },
  }
}
