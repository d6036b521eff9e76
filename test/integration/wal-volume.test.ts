import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type PostgresCluster, startPostgresCluster } from '../support/postgres-cluster.ts'
import { sendEvents } from '../support/send-events.ts'
import { startCalm } from '../support/start-calm.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'
import { watchDatabase } from '../support/watched-database.ts'

const EMPLOYEES = Array.from({ length: 20 }, (_, index) => `employee-${index}`)
const MAX_BYTES = 8.3 * 1_024
/** Fills a message to the usual 3 KB. */
const NOTE = 'x'.repeat(2_000)

/** Jobs write to the log as well: the more, the longer the events take. */
const SELDOM = { urgentJobs: 3_600_000, alerts: 3_600_000, stats: 3_600_000 }

/** Counts instead of times: they are the same on every machine. */
describe('the log that an event writes', () => {
  let cluster: PostgresCluster
  let bed: TestBed
  beforeAll(async () => {
    // A server of its own: the log is that of all databases of a server.
    cluster = await startPostgresCluster()
    const { primary } = cluster
    for (const setting of ['autovacuum', 'full_page_writes']) {
      await primary.query(`alter system set ${setting} = off`)
    }
    await primary.query('select pg_reload_conf()')
    const drop = async () => undefined
    bed = await createTestBed({ connection: primary.connection, url: '', drop })
  })
  afterAll(async () => {
    await bed.stop()
    await cluster.close()
  })

  const position = async (): Promise<number> => {
    const { rows } = await bed.db.query<{ bytes: number }>(
      `select (pg_current_wal_insert_lsn() - '0/0')::float8 as bytes`,
    )
    return rows[0]?.bytes as number
  }

  it('is at most 8.3 KB with two handlers and a body of 3 KB', async () => {
    const way = await watchDatabase(bed.database.connection)
    const handler = { on: '*', concurrency: 100, run: () => undefined }
    const instance = await startCalm(bed, way, {
      handlers: { first: handler, second: handler },
      timings: SELDOM,
    })
    const token = await bed.token()
    const sendAll = async () => {
      for (const userId of EMPLOYEES) {
        await sendEvents(instance, token, [{ userId, params: { note: NOTE } }])
      }
      await bed.settled()
    }
    await sendAll()
    const before = await position()
    await sendAll()
    expect(((await position()) - before) / EMPLOYEES.length).toBeLessThanOrEqual(MAX_BYTES)
    await instance.stop()
    await way.close()
  })
})
