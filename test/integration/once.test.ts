import { describe, expect, it } from '@jest/globals'
import type { HandlerEvent } from '../../lib/handler.ts'
import { useOnce } from '../support/once-bed.ts'
import { readDeliveries } from '../support/read-deliveries.ts'

describe('once, and what goes with it', () => {
  const test = useOnce()
  const { payOnce, start, send, act, settledAs, effects } = test

  it('does a finished effect no more, and a replay keeps key and memory', async () => {
    test.isBroken = true
    await start()
    const messageId = await send('a')
    await settledAs(['failed'])
    test.isBroken = false
    await act('replay', { messageId })
    await settledAs(['completed'])
    const idempotencyKey = `${messageId}:0:1`
    const told = { idempotencyKey, isReplay: false, late: false, result: { of: 'a', number: 0 } }
    expect(test.seen).toEqual([
      { ...told, attempt: 1, inDoubt: false, fence: expect.any(String) },
      { ...told, attempt: 2, inDoubt: 'finished', fence: expect.any(String) },
      { ...told, attempt: 3, inDoubt: 'finished', fence: expect.any(String) },
    ])
    const fences = test.seen.map(({ fence }) => Number(fence))
    expect(new Set(fences).size).toBe(3)
    expect([...fences].sort((a, b) => a - b)).toEqual(fences)
    expect(await effects()).toEqual([
      { run: 0, edit: 0, name: 'pay', attempt: 1, finished: true, result: { of: 'a', number: 0 } },
    ])
  })

  it('gives an edited form a key of its own and an empty memory', async () => {
    test.isBroken = true
    let event: HandlerEvent | null = null
    await start((given, context) => {
      event ??= given
      return payOnce(given, context)
    })
    const messageId = await send('a')
    await settledAs(['failed'])
    test.isBroken = false
    const keys = [{ name: 'userId', value: 'b' }]
    await act('edit', { messageId }, Buffer.from(JSON.stringify({ ...(event ?? {}), keys })))
    await settledAs(['completed'])
    expect(test.seen[2]).toMatchObject({
      idempotencyKey: `${messageId}:0:1:e1`,
      attempt: 3,
      isReplay: false,
      inDoubt: false,
      result: { of: 'b', number: 2 },
    })
    expect((await effects()).map(({ edit }) => edit)).toEqual([0, 1])
  })

  it('gives a re-run its own key and an empty memory; its failure blocks no lane', async () => {
    await start()
    const messageId = await send('a')
    await test.bed.settled()
    test.isBroken = true
    await act('rerun', { messageId })
    await settledAs(['completed', 'failed'])
    test.isBroken = false
    await send('a')
    await settledAs(['completed', 'failed', 'completed'])
    await act('rerun', { messageId })
    await settledAs(['completed', 'failed', 'completed', 'completed'])
    const told = test.seen.map(({ idempotencyKey, attempt, isReplay, inDoubt }) => [
      idempotencyKey.replace(messageId, 'm'),
      attempt,
      isReplay,
      inDoubt,
    ])
    expect(told[0]).toEqual(['m:0:1', 1, false, false])
    expect(told[1]).toEqual(['m:0:1:r1', 1, true, false])
    expect(told[2]).toEqual(['m:0:1:r1', 2, true, 'finished'])
    expect(told[4]).toEqual(['m:0:1:r2', 1, true, false])
    const { rows } = await test.bed.db.query('select status, waiting from lane')
    expect(rows).toEqual([{ status: 'open', waiting: 0 }])
    expect((await readDeliveries(test.bed.db)).find(({ run }) => run === 1)).toMatchObject({
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
    await test.bed.settled()
    const told = test.seen.map(({ late, result }) => [(result as { of: string }).of, late])
    expect(told.filter(([of]) => of === 'a')).toEqual([
      ['a', false],
      ['a', true],
      ['a', false],
    ])
    expect(told.filter(([of]) => of === 'b')).toEqual([['b', false]])
  })
})
