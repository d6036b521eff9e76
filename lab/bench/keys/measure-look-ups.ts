import pg from 'pg'
import { percentile } from '../load/percentile.ts'
import type { BenchDatabase } from '../stage/database.ts'
import { openVaultOf } from './fill-keys.ts'
import type { KeyPlace } from './key-places.ts'

/** Times to load keys that are not cached (ms). */
export interface LookUps {
  readonly oneP50Ms: number
  readonly oneP95Ms: number
  /** of 100 keys in one call */
  readonly manyP50Ms: number
  readonly manyP95Ms: number
}

const LOOK_UPS = 2_000
const MANY = 100

/** Loads keys of people at random, one after the other. */
export async function measureLookUps(keys: KeyPlace, database: BenchDatabase): Promise<LookUps> {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  const { rows } = await client
    .query<{ id: string }>('select key_id as id from subject order by md5(id::text) limit $1', [
      2 * LOOK_UPS,
    ])
    .finally(() => client.end())
  const ids = rows.map(({ id }) => id)
  const vault = await openVaultOf(keys)
  const times = async (all: readonly string[], size: number) => {
    const took: number[] = []
    for (let at = 0; at < all.length; at += size) {
      const since = performance.now()
      await vault.keys.load(all.slice(at, at + size))
      took.push(performance.now() - since)
    }
    return Float64Array.from(took).sort()
  }
  try {
    const one = await times(ids.slice(0, LOOK_UPS), 1)
    const many = await times(ids.slice(LOOK_UPS), MANY)
    return {
      oneP50Ms: percentile(one, 0.5),
      oneP95Ms: percentile(one, 0.95),
      manyP50Ms: percentile(many, 0.5),
      manyP95Ms: percentile(many, 0.95),
    }
  } finally {
    await vault.close()
  }
}
