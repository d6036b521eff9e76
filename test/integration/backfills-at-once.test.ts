import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import pg from 'pg'
import { defineHandler } from '../../lib/handlers/define-handler.ts'
import type { RegisteredHandler } from '../../lib/handlers/discover-handlers.ts'
import { readHandlerOptions } from '../../lib/handlers/handler-options.ts'
import { backfill } from '../../lib/jobs/backfill.ts'
import { fanOut } from '../../lib/jobs/fan-out.ts'
import { newId } from '../../lib/new-id.ts'
import { LOCKS } from '../../lib/store/db/advisory-locks.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { startOperations, type TestOperations } from '../support/operations-bed.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

describe('events that two instances hand to one handler at once', () => {
  let bed: TestBed
  let handler: RegisteredHandler
  let messageIds: string[]
  const apis: TestOperations[] = []

  beforeAll(async () => {
    bed = await createTestBed()
  })
  afterAll(() => bed.stop())
  beforeEach(async () => {
    await bed.reset()
    const instance = await bed.startInstance({ handlers: {} })
    messageIds = []
    for (const user of ['a', 'b', 'c']) {
      messageIds.push(await instance.send([user]))
    }
    await instance.stop()
    const { rows } = await bed.db.query(
      `insert into handler (name, definition) values ('later', '{}') returning id`,
    )
    const definition = defineHandler({ on: '*', run: () => undefined })
    const { options } = readHandlerOptions(definition)
    handler = { id: rows[0].id, name: 'later', definition, options } as RegisteredHandler
  })
  afterEach(async () => {
    for (const api of apis.splice(0)) {
      await api.stop()
      expect(api.internalErrors).toEqual([])
      expect(api.failures).toEqual([])
    }
  })

  const instance = async () => {
    const api = await startOperations(bed, {
      handlerIds: [handler.id],
      backfill: (ids, _id, types, actionId) => backfill(bed.db, handler, ids, types, actionId),
    })
    apis.push(api)
    return api
  }
  /** This lock stops each backfill after it has read which deliveries exist. */
  const together = async (works: readonly (() => Promise<unknown>)[]) => {
    const holding = new pg.Client(bed.database.connection)
    await holding.connect()
    try {
      await holding.query('select pg_advisory_lock($1)', [LOCKS.subjects])
      let ended = 0
      const results = Promise.allSettled(works.map((work) => work().finally(() => (ended += 1))))
      await settledOrTimeout(async () => {
        const { rows } = await holding.query(
          `select count(*)::int as waiting from pg_stat_activity
           where wait_event_type = 'Lock' and datname = current_database()`,
        )
        return rows[0].waiting > 0 && rows[0].waiting + ended === works.length
      }, 'all to wait')
      await holding.query('select pg_advisory_unlock($1)', [LOCKS.subjects])
      return await results
    } finally {
      await holding.end()
    }
  }
  const deliveries = async () => {
    const { rows } = await bed.db.query('select message_id as id from delivery order by position')
    return rows.map(({ id }) => id)
  }

  it('a second backfill waits for the first one, and both end well', async () => {
    const [one, other] = [await instance(), await instance()]
    const path = '/handlers/later/actions/backfill'
    const ids = [
      (await one.post(path, { filter: {} }).expect(202)).body.actionId,
      (await other.post(path, { filter: {} }).expect(202)).body.actionId,
    ]
    await together([() => one.runDue(), () => other.runDue()])
    while (await one.runDue());
    const shown = await Promise.all(ids.map(async (id) => (await one.get(`/actions/${id}`)).body))
    expect(shown).toMatchObject([
      { state: 'finished', errorCode: null, matched: 3, done: 3, refused: 0 },
      { state: 'finished', errorCode: null, matched: 3, done: 0, refused: 0 },
    ])
    expect(await deliveries()).toEqual(messageIds)
  })

  it('are delivered once where a deployment hands them out meanwhile', async () => {
    await bed.db.query(
      `insert into pending_fan_out (handler_id, message_id, position)
       select $1, message_id, position from event`,
      [handler.id],
    )
    const results = await together([
      () => backfill(bed.db, handler, messageIds, null, newId()),
      () => fanOut(bed.db, [handler]),
    ])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled'])
    expect(await deliveries()).toEqual(messageIds)
  })
})
