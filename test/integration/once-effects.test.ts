import { describe, expect, it } from '@jest/globals'
import type { HandlerDefinition } from '../../lib/handler.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { type Seen, useOnce } from '../support/once-bed.ts'
import { openedJson } from '../support/opened.ts'
import { readDeliveries } from '../support/read-deliveries.ts'

describe('effects of once', () => {
  const test = useOnce()
  const { start, send, settledAs, effects } = test

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

  it('tells the next attempt that an effect which threw is in doubt', async () => {
    const doubts: boolean[] = []
    await start(async (_event, { once }) => {
      await once('pay', ({ inDoubt }) => {
        doubts.push(inDoubt)
        if (doubts.length === 1) throw new Error('no answer')
      })
    })
    await send('a')
    await test.bed.settled()
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
        await test.bed.db.query(`update handler set state = 'held'`)
        await test.bed.db.query(
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
      () => test.instance.log.some((line) => line.includes('after its lease, without effect')),
      'the late end to be noticed',
    )
    expect(lost).toMatchObject({ code: 'lease_lost' })
    expect(await effects()).toEqual([
      { run: 0, edit: 0, name: 'pay', attempt: 1, finished: false, result: null },
    ])
    expect(await readDeliveries(test.bed.db)).toEqual([
      expect.objectContaining({ state: 'running', countedAttempts: 0, attemptsStarted: 1 }),
    ])
    await test.bed.db.query(`update handler set state = 'running'`)
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
      { on: '*', retry: { attempts: 2, firstDelayMs: 0 }, run },
    ])
    await test.startHandlers(Object.fromEntries(handlers))
    await send('a')
    await settledAs(handlers.map(() => 'failed'))
    // A further attempt would only repeat the effects.
    const rows = await test.bed.rows<{ error: { code: string } }>(
      `select ${openedJson('attempt', 'attempt', 'error')} as error from attempt`,
    )
    expect(rows.map(({ error }) => error.code)).toEqual(handlers.map(() => 'once_invalid'))
  })

  it('keeps results that no database can hold', async () => {
    await start(async (_event, { once }) => {
      await once('pay', () => ({ text: 'a\u0000b\ud800c', '\u0000': 'key' }))
      if (test.seen.push({} as Seen) === 1) throw new Error('once more')
    })
    await send('a')
    await test.bed.settled()
    expect(await effects()).toEqual([
      expect.objectContaining({
        finished: true,
        result: { text: 'a\ufffdb\ufffdc', '\ufffd': 'key' },
      }),
    ])
  })
})
