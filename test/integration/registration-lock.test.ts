import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import pg from 'pg'
import { LOCKS } from '../../lib/store/db/advisory-locks.ts'
import { createPool } from '../../lib/store/db/database.ts'
import { keepSubjects } from '../../lib/store/record/keep-subjects.ts'
import { registerHandlers } from '../../lib/store/registry/register-handlers.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { sendEvents } from '../support/send-events.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'
import { waitingLocks } from '../support/waiting-locks.ts'

const handler = { on: '*', run: () => undefined }
const environment = { ROLE: 'ingest' }

describe('the registration of handlers', () => {
  let bed: TestBed
  let first: TestInstance
  /** a transaction that takes long */
  let long: pg.Client

  beforeAll(async () => {
    bed = await createTestBed()
    first = await bed.startInstance({ handlers: { first: handler }, environment })
    long = new pg.Client({ ...bed.database.connection })
    await long.connect()
  })
  afterEach(() => long.query('rollback'))
  afterAll(async () => {
    await long.end()
    await bed.stop()
  })

  const handlersOf = async (messageId: string) => {
    const { rows } = await bed.db.query<{ name: string }>(
      `select name from handler join pending_fan_out f on f.handler_id = handler.id where f.message_id = $1`,
      [messageId],
    )
    return rows.map(({ name }) => name)
  }
  const waitsForLock = async (where: string, values: unknown[] = []) =>
    (await waitingLocks(bed.db, where, values)) > 0

  it('gives way to a recording that takes long, and others are recorded meanwhile', async () => {
    await long.query('begin')
    await keepSubjects(long)
    const starting = bed.startInstance({ handlers: { second: handler }, environment })
    const isWaiting = () =>
      waitsForLock(`locktype = 'advisory' and objid = $1`, [LOCKS.subjects % 2 ** 32])
    // Two attempts, so that calls come before, between and after them.
    for (let round = 0; round < 2; round += 1) {
      await settledOrTimeout(isWaiting, 'the registration to wait')
      const messageId = await sendEvents(first, await bed.token(), ['a'])
      expect(await handlersOf(messageId)).toEqual([])
    }
    await long.query('commit')
    await starting
    const messageId = await sendEvents(first, await bed.token(), ['a'])
    expect(await handlersOf(messageId)).toEqual(['second'])
  })

  it('does not stop recordings while it waits for the row of a handler', async () => {
    await long.query('begin')
    await long.query('select from handler for no key update')
    const starting = bed.startInstance({ handlers: { third: handler }, environment })
    for (let round = 0; round < 2; round += 1) {
      await settledOrTimeout(
        () => waitsForLock(`locktype in ('tuple', 'transactionid')`),
        'the registration to wait',
      )
      const messageId = await sendEvents(first, await bed.token(), ['a'])
      expect(await handlersOf(messageId)).not.toContain('third')
    }
    await long.query('commit')
    await starting
    const messageId = await sendEvents(first, await bed.token(), ['a'])
    expect(await handlersOf(messageId)).toContain('third')
  })

  it('gives up after its time limit and says where to look', async () => {
    const pool = createPool(
      { kind: 'socket', ...bed.database.connection },
      { name: 'registering', max: 1, pipeline: true, onError: () => undefined },
    )
    await long.query('begin')
    await keepSubjects(long)
    const fourth = { name: 'fourth', formerly: [], definition: {} }
    await expect(registerHandlers(pool, [fourth], null, { limitMs: 0 })).rejects.toMatchObject({
      code: 'database_unavailable',
      message: expect.stringContaining('pg_stat_activity'),
    })
    await long.query('rollback')
    expect(await registerHandlers(pool, [fourth], null)).toEqual(
      new Map([['fourth', expect.any(Number)]]),
    )
    await pool.end()
  })
})
