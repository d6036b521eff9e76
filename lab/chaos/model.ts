import pg from 'pg'
import { migrate } from '../../lib/store/db/migrate.ts'
import { giveVault } from '../../lib/store/db/vault-of.ts'
import { describeFinding, runModel } from '../../test/model/run-model.ts'
import { memoryVault } from '../../test/support/test-vault.ts'

export interface ModelResult {
  readonly runs: number
  readonly seconds: number
  readonly broken: readonly string[]
}

/** Random histories against the reference model, on a database of their own. */
export async function runModelTest(
  databaseUrl: string,
  runs: number,
  seed: number,
): Promise<ModelResult> {
  const since = performance.now()
  const vault = await memoryVault()
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 6, pipeline: true })
  // The database may be stopped before the server has seen the end of every connection.
  pool.on('error', () => undefined)
  try {
    giveVault(pool, vault)
    await migrate(pool)
    const found = await runModel(pool, { runs, seed })
    const finding = describeFinding(found)
    return {
      runs: found.numRuns,
      seconds: Math.round((performance.now() - since) / 1_000),
      broken: finding === null ? [] : [finding],
    }
  } finally {
    await pool.end()
  }
}
