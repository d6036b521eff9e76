import pg from 'pg'
import { loadMasterKey } from '../../../lib/encryption/load-master-key.ts'
import { places } from '../../../lib/encryption/places.ts'
import type { SealingKey } from '../../../lib/encryption/seal.ts'
import { openVault, type Vault } from '../../../lib/encryption/vault.ts'
import { uuidOfDigest } from '../../../lib/store/db/uuid-of-digest.ts'
import { openKeyStore } from '../../../lib/store/keys/open-key-store.ts'
import type { BenchDatabase } from '../stage/database.ts'
import type { KeyPlace } from './key-places.ts'

/** Keys and rows of one commit. */
const BATCH = 1_000

export function userIdOf(person: number): string {
  return `E${1_000_000 + person}`
}

/** Opens the key store without any key in a cache. */
export async function openVaultOf({ place, masterKeyFile }: KeyPlace): Promise<Vault> {
  const onFailure = (error: unknown) => console.error(error)
  const store = await openKeyStore(place, {
    eventDatabase: () => {
      throw new Error('expected keys outside of the events')
    },
    ...{ limitMs: 0, now: () => performance.now(), onFailure },
  })
  const masterKey = await loadMasterKey({ kind: 'file', file: masterKeyFile })
  return openVault({ store, masterKey, onFailure })
}

/** Adds people with a key each, as if their first events had been recorded. */
export async function fillKeys(
  keys: KeyPlace,
  database: BenchDatabase,
  count: number,
): Promise<void> {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  const vault = await openVaultOf(keys)
  try {
    for (let first = 0; first < count; first += BATCH) {
      const persons = Array.from({ length: BATCH }, (_, index) => userIdOf(first + index))
      await client.query(
        `insert into subject (company, kind, key_digest, key_id, key)
         select '', 'userId', * from unnest($1::uuid[], $2::uuid[], $3::bytea[])`,
        await sealedKeys(vault, persons),
      )
    }
    await client.query('vacuum analyze subject')
  } finally {
    await vault.close()
    await client.end()
  }
}

async function sealedKeys(vault: Vault, persons: readonly string[]): Promise<unknown[]> {
  const ids = await vault.newKeys(persons.length)
  const keys = await vault.keys.load(ids)
  const digests = persons.map((person) => uuidOfDigest(vault.digest('subject', person)))
  const sealed = persons.map((person, index) => {
    const id = ids[index] as string
    const by = { id, key: keys.get(id)?.key } as SealingKey
    return vault.seal(
      [by],
      `${places.subject.of(digests[index] as string)}:key`,
      Buffer.from(person),
    ).bytes
  })
  return [digests, ids, sealed]
}
