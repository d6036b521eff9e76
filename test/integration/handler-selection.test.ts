import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { z } from 'zod'
import { defineHandler, type HandlerDefinition } from '../../lib/handler.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { openedJson } from '../support/opened.ts'
import { readDeliveries } from '../support/read-deliveries.ts'
import { sendEvents } from '../support/send-events.ts'
import { HIRE } from '../support/soap-message.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

describe('what a handler takes', () => {
  let bed: TestBed
  let instance: TestInstance
  let token: string
  beforeAll(async () => {
    bed = await createTestBed()
    token = await bed.token()
  })
  afterAll(() => bed.stop())
  beforeEach(async () => {
    await bed.reset()
  })
  afterEach(() => instance.stop())

  const start = async (handlers: Record<string, HandlerDefinition>) => {
    instance = await bed.startInstance({ handlers })
  }
  const parkedLanes = (count: number) =>
    settledOrTimeout(async () => {
      const { rows } = await bed.db.query(`select 1 from lane where status = 'parked'`)
      return rows.length === count
    }, 'lanes to park')
  const run = () => undefined

  it('is said by a type, a pattern or a predicate', async () => {
    await start({
      named: { on: HIRE, run },
      pattern: { on: ['x.*', '*.Hire'], run },
      other: { on: 'com.successfactors.*.Termination', run },
      predicate: { on: (event) => event.key('userId') === 'b' && event.company === 'ACME', run },
    })
    await sendEvents(instance, token, ['a', 'b'])
    await bed.settled()
    expect((await readDeliveries(bed.db)).map(({ handler, user }) => [handler, user])).toEqual([
      ['named', 'a'],
      ['named', 'b'],
      ['pattern', 'a'],
      ['pattern', 'b'],
      ['predicate', 'b'],
    ])
    const shown = await instance.get('/handlers/predicate').expect(200)
    expect(shown.body.definition.on).toEqual([expect.stringContaining("event.company === 'ACME'")])
  })

  it('parks the delivery where the predicate fails, and refuses no message', async () => {
    await start({
      throwing: {
        on: () => {
          throw new Error('confused')
        },
        run,
      },
      promising: { on: (async () => true) as never, run },
      sound: { on: '*', run },
    })
    await sendEvents(instance, token, ['a'])
    await parkedLanes(2)
    await bed.settled()
    expect(await readDeliveries(bed.db)).toMatchObject([
      { handler: 'promising', state: 'failed', attemptsStarted: 0, reasonCode: 'on_not_a_boolean' },
      { handler: 'sound', state: 'completed' },
      { handler: 'throwing', state: 'failed', attemptsStarted: 0, reasonCode: 'on_failed' },
    ])
  })

  it('is checked by its schema and by what is known of the type before it is relied on', async () => {
    const seen: string[] = []
    await start({
      checked: defineHandler({
        on: '*',
        schema: z.object({ keys: z.object({ userId: z.string().max(3) }) }),
        run: (event) => void seen.push(event.data.keys.userId),
      }),
      relying: defineHandler({ on: HIRE, run: (event) => void event.key('userId').length }),
    })
    await sendEvents(instance, token, ['abc', 'abcd'])
    await sendEvents(instance, token, [''])
    await parkedLanes(3)
    await bed.settled()
    expect(seen).toEqual(['abc'])
    const failed = await readDeliveries(bed.db)
    expect(failed.filter(({ state }) => state === 'failed')).toMatchObject([
      { handler: 'checked', attemptsStarted: 1, reasonCode: 'rejected' },
      { handler: 'checked', attemptsStarted: 1, reasonCode: 'rejected' },
      { handler: 'relying', attemptsStarted: 1, reasonCode: 'rejected' },
    ])
    const rows = await bed.rows<{ error: { message: string } }>(
      `select ${openedJson('attempt', 'attempt', 'error')} as error from attempt where outcome = 'rejected' order by handler_id, message_id`,
    )
    expect(rows.map(({ error }) => error.message)).toEqual([
      expect.stringMatching(/schema: keys\.userId: Too big/),
      expect.stringMatching(/schema: keys\.userId: Invalid input: expected string/),
      'expected the key userId, as every event of this type has, got none',
    ])
  })
})
