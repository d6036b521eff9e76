import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { HandlerEvent } from '../../lib/handler.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

describe('a NOTIFY that is lost', () => {
  let bed: TestBed
  beforeAll(async () => {
    bed = await createTestBed()
  })
  afterAll(() => bed.stop())

  const listeners = async () =>
    (
      await bed.db.query<{ pid: number }>(
        `select pid from pg_stat_activity
         where datname = current_database() and application_name like '% listen' and query ilike 'listen%'`,
      )
    ).rows

  it('costs a moment: the next look finds what is due, and the listener comes back', async () => {
    const seen: string[] = []
    const handlers = {
      split: { on: '*', run: (event: HandlerEvent) => void seen.push(event.messageId) },
    }
    const receiving = await bed.startInstance({ handlers, environment: { ROLE: 'ingest' } })
    const working = await bed.startInstance({ handlers, environment: { ROLE: 'dispatch' } })
    const sent: string[] = []
    // The listener comes back after a while: only an event that came before tells something.
    for (let unheard = false; !unheard; ) {
      await settledOrTimeout(async () => (await listeners()).length === 1, 'the listener')
      const [before] = await listeners()
      await bed.db.query('select pg_terminate_backend($1)', [before?.pid])
      await settledOrTimeout(async () => (await listeners()).length === 0, 'nobody to listen')
      sent.push(await receiving.send(['a']))
      unheard = (await listeners()).length === 0
    }
    await settledOrTimeout(() => seen.length === sent.length, 'the next look')
    expect(seen).toEqual(sent)
    await settledOrTimeout(async () => (await listeners()).length === 1, 'a new listener')
    sent.push(await receiving.send(['a']))
    await settledOrTimeout(() => seen.length === sent.length, 'the next event')
    expect(seen).toEqual(sent)
    await working.stop()
  })
})
