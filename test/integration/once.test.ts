import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { HandlerContext, HandlerDefinition, HandlerEvent } from '../../lib/handler.ts'
import type { DeliveryActionKind } from '../../lib/states.ts'
import { actOnDeliveries } from '../../lib/store/actions/act-on-deliveries.ts'
import { inTransaction } from '../../lib/store/db/transaction.ts'
import type { DeliveryKey } from '../../lib/store/record/started-delivery.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { openedJson } from '../support/opened.ts'
import { readDeliveries } from '../support/read-deliveries.ts'
import type { SoapEvent } from '../support/soap-message.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const RETRY = { attempts: 2, firstDelayMs: 0 }

/** What a handler was told, and what its effect returned. */
interface Seen
  extends Pick<HandlerContext, 'idempotencyKey' | 'attempt' | 'isReplay' | 'late' | 'fence'> {
  readonly inDoubt: boolean | 'finished'
  readonly result: unknown
}

describe('once and what goes with it', () => {
  let bed: TestBed
  let instance: TestInstance
  let seen: Seen[] = []
  let isBroken = false

  beforeAll(async () => {
    bed = await createTestBed()
  })
  afterAll(() => bed.stop())
  beforeEach(async () => {
    seen = []
    isBroken = false
    await bed.reset()
  })
  afterEach(() => instance.stop())

  /** Does one effect, then fails as long as it is told to. */
  async function payOnce(event: HandlerEvent, context: HandlerContext): Promise<void> {
    const { once, idempotencyKey, attempt, isReplay, late, fence } = context
    let inDoubt: Seen['inDoubt'] = 'finished'
    const result = await once('pay', (state) => {
      inDoubt = state.inDoubt
      return { of: event.key('userId'), number: seen.length }
    })
    seen.push({ idempotencyKey, attempt, isReplay, late, fence, inDoubt, result })
    if (isBroken) throw new Error('not yet')
  }
  const start = async (run: HandlerDefinition['run'] = payOnce, more = {}) => {
    instance = await bed.startInstance({
      handlers: { paying: { on: '*', retry: RETRY, run, ...more } },
    })
  }
  const send = (...events: (SoapEvent | string)[]) => instance.send(events)
  const act = async (
    kind: DeliveryActionKind,
    delivery: Partial<DeliveryKey> & Pick<DeliveryKey, 'messageId'>,
    editedEvent: Buffer | null = null,
  ) => {
    const key = { ordinal: 0, handlerId: 1, run: 0, ...delivery }
    const action = { kind, reasonCode: 'test', comment: null, editedEvent }
    const [result] = await inTransaction(bed.db, async (client) => ({
      result: await actOnDeliveries(client, [key], action),
      lastStatement: Promise.resolve(),
    }))
    expect(result).toBe('done')
  }
  const settledAs = (states: string[]) =>
    settledOrTimeout(async () => {
      const found = (await readDeliveries(bed.db)).map(({ state }) => state)
      return found.join() === states.join()
    }, `deliveries to be ${states}`)
  const effects = async () =>
    await bed.rows(
      `select run, edit, name, attempt, finished_at is not null as finished,
           ${openedJson('effect', 'effect', 'result')} as result from effect
         order by run, edit, name`,
    )
  it('gives at every attempt what it gave at the first', async () => {
    const given: unknown[][] = []
    await start(async (_event, { once }) => {
      const effects = [() => ({ id: 7, left: undefined }), () => undefined, () => null, () => 'é']
      const results: unknown[] = []
      for (const [index, effect] of effects.entries()) {
        results.push(await once<unknown>(`effect ${index}`, effect))
      }
      given.push(results)
      if (given.length === 1) throw new Error('not yet')
    })
    await send('a')
    await settledAs(['completed'])
    expect(given).toStrictEqual([
      [{ id: 7 }, undefined, null, 'é'],
      [{ id: 7 }, undefined, null, 'é'],
    ])
  })

  it('does a finished effect no more, and a replay keeps key and memory', async () => {
    isBroken = true
    await start()
    const messageId = await send('a')
    await settledAs(['failed'])
    isBroken = false
    await act('replay', { messageId })
    await settledAs(['completed'])
    const idempotencyKey = `${messageId}:0:1`
    const told = { idempotencyKey, isReplay: false, late: false, result: { of: 'a', number: 0 } }
    expect(seen).toEqual([
      { ...told, attempt: 1, inDoubt: false, fence: expect.any(String) },
      { ...told, attempt: 2, inDoubt: 'finished', fence: expect.any(String) },
      { ...told, attempt: 3, inDoubt: 'finished', fence: expect.any(String) },
    ])
    const fences = seen.map(({ fence }) => Number(fence))
    expect(new Set(fences).size).toBe(3)
    expect([...fences].sort((a, b) => a - b)).toEqual(fences)
    expect(await effects()).toEqual([
      { run: 0, edit: 0, name: 'pay', attempt: 1, finished: true, result: { of: 'a', number: 0 } },
    ])
  })

  it('gives an edited form a key of its own and an empty memory', async () => {
    isBroken = true
    let event: HandlerEvent | null = null
    await start((given, context) => {
      event ??= given
      return payOnce(given, context)
    })
    const messageId = await send('a')
    await settledAs(['failed'])
    isBroken = false
    const keys = [{ name: 'userId', value: 'b' }]
    await act('edit', { messageId }, Buffer.from(JSON.stringify({ ...(event ?? {}), keys })))
    await settledAs(['completed'])
    expect(seen[2]).toMatchObject({
      idempotencyKey: `${messageId}:0:1:e1`,
      attempt: 3,
      isReplay: false,
      inDoubt: false,
      result: { of: 'b', number: 2 },
    })
    expect((await effects()).map(({ edit }) => edit)).toEqual([0, 1])
  })

  it('gives a re-run a key of its own and an empty memory; its failure holds nobody up', async () => {
    await start()
    const messageId = await send('a')
    await bed.settled()
    isBroken = true
    await act('rerun', { messageId })
    await settledAs(['completed', 'failed'])
    isBroken = false
    await send('a')
    await settledAs(['completed', 'failed', 'completed'])
    await act('rerun', { messageId })
    await settledAs(['completed', 'failed', 'completed', 'completed'])
    const told = seen.map(({ idempotencyKey, attempt, isReplay, inDoubt }) => [
      idempotencyKey.replace(messageId, 'm'),
      attempt,
      isReplay,
      inDoubt,
    ])
    expect(told[0]).toEqual(['m:0:1', 1, false, false])
    expect(told[1]).toEqual(['m:0:1:r1', 1, true, false])
    expect(told[2]).toEqual(['m:0:1:r1', 2, true, 'finished'])
    expect(told[4]).toEqual(['m:0:1:r2', 1, true, false])
    const { rows } = await bed.db.query('select status, waiting from lane')
    expect(rows).toEqual([{ status: 'open', waiting: 0 }])
    expect((await readDeliveries(bed.db)).find(({ run }) => run === 1)).toMatchObject({
      state: 'failed',
      holdsPlace: false,
      reasonCode: 'failed_attempts_used_up',
    })
  })

  it('says what was published before something that is recorded already', async () => {
    await start()
    await send({ userId: 'a', publishedAt: 1_790_000_002_000 })
    await send({ userId: 'a', publishedAt: 1_790_000_001_000 })
    await send({ userId: 'a', publishedAt: 1_790_000_003_000 })
    await send({ userId: 'b', publishedAt: 1_790_000_000_000 })
    await bed.settled()
    const told = seen.map(({ late, result }) => [(result as { of: string }).of, late])
    expect(told.filter(([of]) => of === 'a')).toEqual([
      ['a', false],
      ['a', true],
      ['a', false],
    ])
    expect(told.filter(([of]) => of === 'b')).toEqual([['b', false]])
  })

  it('tells the next attempt that an effect which threw is in doubt', async () => {
    const doubts: boolean[] = []
    await start(async (_event, { once }) => {
      await once('pay', ({ inDoubt }) => {
        doubts.push(inDoubt)
        if (doubts.length === 1) throw new Error('no answer')
      })
    })
    await send('a')
    await bed.settled()
    expect(doubts).toEqual([false, true])
    expect(await effects()).toEqual([
      { run: 0, edit: 0, name: 'pay', attempt: 2, finished: true, result: null },
    ])
  })

  it('writes no end when the lease was lost during the effect, and the attempt has no effect', async () => {
    let lost: unknown = null
    await start(async (_event, { once, attempt }) => {
      const effect = async () => {
        // Kept from being served again at once; then what the clock would do: the lease is over
        // while its holder hears nothing of it.
        await bed.db.query(`update handler set state = 'held'`)
        await bed.db.query(
          `update lane set due_at = now() - interval '1 second' where leased_by is not null`,
        )
        return 'of the first'
      }
      if (attempt > 1) return void (await once('pay', ({ inDoubt }) => `in doubt: ${inDoubt}`))
      await once('pay', effect).catch((error) => {
        lost = error
        throw error
      })
    })
    await send('a')
    await settledOrTimeout(
      () => instance.log.some((line) => line.includes('after its lease, without effect')),
      'the late end to be noticed',
    )
    expect(lost).toMatchObject({ code: 'lease_lost' })
    expect(await effects()).toEqual([
      { run: 0, edit: 0, name: 'pay', attempt: 1, finished: false, result: null },
    ])
    expect(await readDeliveries(bed.db)).toEqual([
      expect.objectContaining({ state: 'running', countedAttempts: 0, attemptsStarted: 1 }),
    ])
    await bed.db.query(`update handler set state = 'running'`)
    await settledAs(['completed'])
    expect(await effects()).toEqual([
      { run: 0, edit: 0, name: 'pay', attempt: 2, finished: true, result: 'in doubt: true' },
    ])
  })

  it('stores a code for what cannot be a name or a result', async () => {
    const runs: Record<string, HandlerDefinition['run']> = {
      emptyName: (_event, { once }) => once('', () => 1),
      longName: (_event, { once }) => once('x'.repeat(201), () => 1),
      nulName: (_event, { once }) => once('a\u0000b', () => 1),
      bigint: (_event, { once }) => once('pay', (): unknown => 1n),
      long: (_event, { once }) => once('pay', () => 'x'.repeat(8_192)),
      twice: (_event, { once }) => Promise.all([once('pay', () => 1), once('pay', () => 2)]),
    }
    const handlers = Object.entries(runs).map(([name, run]): [string, HandlerDefinition] => [
      name,
      { on: '*', retry: { attempts: 1 }, run },
    ])
    instance = await bed.startInstance({ handlers: Object.fromEntries(handlers) })
    await send('a')
    await settledAs(handlers.map(() => 'failed'))
    const rows = await bed.rows<{ error: { code: string } }>(
      `select ${openedJson('attempt', 'attempt', 'error')} as error from attempt`,
    )
    expect(rows.map(({ error }) => error.code)).toEqual(handlers.map(() => 'once_invalid'))
  })

  it('keeps results that no database can hold', async () => {
    await start(async (_event, { once }) => {
      await once('pay', () => ({ text: 'a\u0000b\ud800c', '\u0000': 'key' }))
      if (seen.push({} as Seen) === 1) throw new Error('once more')
    })
    await send('a')
    await bed.settled()
    expect(await effects()).toEqual([
      expect.objectContaining({
        finished: true,
        result: { text: 'a\ufffdb\ufffdc', '\ufffd': 'key' },
      }),
    ])
  })
})
