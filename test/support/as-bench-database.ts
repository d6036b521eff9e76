import type { BenchDatabase } from '../../lab/bench/stage/database.ts'
import type { TestBed } from './test-service.ts'

/** The database of a test bed, for a filling of the bench. */
export function asBenchDatabase({ db, database: { url } }: TestBed): BenchDatabase {
  return {
    url,
    run: async (text) => void (await db.query(text)),
    async row<Row extends object>(text: string) {
      return (await db.query<Row>(text)).rows[0] as Row
    },
    drop: async () => undefined,
  }
}
