import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import pg from 'pg'
import { inTransaction } from '../../lib/store/db/transaction.ts'
import { claim } from '../../lib/store/deliver/claim.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'
import { dispatcherOf } from '../unit/dispatch/some-dispatcher.ts'
import { someEvent } from '../unit/events/some-event.ts'

describe('a due lane that another transaction has locked', () => {
  let bed: TestBed
  let pool: pg.Pool
  beforeAll(async () => {
    bed = await createTestBed()
    pool = new pg.Pool({ ...bed.database.connection, max: 2, pipeline: true })
  })
  afterAll(async () => {
    await pool.end()
    await bed.stop()
  })

  it('is left by the claim, and started by the next one without a poll', async () => {
    const handlers = { some: { on: '*', run: () => undefined } }
    const instance = await bed.startInstance({ handlers, environment: { ROLE: 'ingest' } })
    await instance.send(['locked', 'free'])
    await instance.stop()
    const lanes = await bed.rows<{ handler: number; subject: string }>(
      'select handler_id as handler, subject_id as subject from lane order by subject_id',
    )
    const handlerId = lanes[0]?.handler as number
    const claimed: string[][] = []
    let runs = 0
    // Its poll never comes.
    const { dispatcher } = dispatcherOf(
      async (claims) => {
        const found = await claim(pool, crypto.randomUUID(), 60_000, claims)
        claimed.push(found.started.map(({ subjectId }) => subjectId))
        return {
          ...found,
          started: found.started.map((delivery) => ({ ...delivery, event: someEvent({}) })),
        }
      },
      () => {
        runs += 1
      },
      {},
      { ids: [handlerId] },
    )
    const [locked, free] = lanes.map(({ subject }) => subject)
    await inTransaction(pool, async (client) => {
      await client.query('select from lane where subject_id = $1 for update', [locked])
      dispatcher.wake()
      // The lane counts as left: the dispatcher claims once more, and does not go on with that.
      await settledOrTimeout(() => claimed.length === 2, 'the claims beside the lock')
    })
    expect(claimed).toEqual([[free], []])
    // So a recording tells the dispatcher after its commit.
    dispatcher.hint(new Map([[handlerId, 1]]))
    await settledOrTimeout(() => runs === 2, 'the locked lane')
    expect(claimed).toEqual([[free], [], [locked]])
    await dispatcher.stop()
  })
})
