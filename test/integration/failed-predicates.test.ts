import { describe, expect, it } from '@jest/globals'
import type { HandlerDefinition } from '../../lib/handler.ts'
import { useDispatchBed } from '../support/dispatch-bed.ts'
import { settledOrTimeout } from '../support/eventually.ts'

const confused = () => {
  throw new Error('confused')
}

describe('the replay of a delivery whose predicate failed', () => {
  const dispatch = useDispatchBed()

  async function startVersion(on: HandlerDefinition['on']) {
    const seen: (string | null)[] = []
    await dispatch.start({ country: { on, run: (event) => void seen.push(event.key('userId')) } })
    return seen
  }
  const failed = (count: number) =>
    settledOrTimeout(
      async () =>
        (await dispatch.deliveries()).filter(({ state }) => state === 'failed').length === count,
      `${count} deliveries to fail`,
    )
  const replayAll = async () =>
    dispatch.instance
      .post('/deliveries/actions/replay', {
        filter: { state: 'failed', holdsPlace: true },
        comment: 'predicate repaired',
      })
      .expect(202)

  it.each<[string, HandlerDefinition['on'], string]>([
    ['throws', confused, 'on_failed'],
    ['returns no boolean', (async () => true) as never, 'on_not_a_boolean'],
  ])('asks the next version which events it takes: it %s', async (_, broken, reasonCode) => {
    await startVersion(broken)
    await dispatch.send('a', 'b')
    await failed(2)
    expect(await dispatch.deliveries()).toMatchObject([{ reasonCode }, { reasonCode }])
    await dispatch.instance.stop()
    const seen = await startVersion((event) => event.key('userId') === 'b')
    await replayAll()
    await settledOrTimeout(
      async () => (await dispatch.deliveries()).every(({ state }) => state === 'completed'),
      'both to complete',
    )
    expect(await dispatch.deliveries()).toMatchObject([
      { state: 'completed', reasonCode: null },
      { state: 'completed', reasonCode: null },
    ])
    expect(seen).toEqual(['b'])
  })

  it('parks again with the error of the predicate, and does not run', async () => {
    const seen = await startVersion(confused)
    await dispatch.send('a')
    await failed(1)
    await replayAll()
    await settledOrTimeout(async () => (await dispatch.attempts()).length === 1, 'an attempt')
    await failed(1)
    expect(await dispatch.deliveries()).toMatchObject([
      { state: 'failed', reasonCode: 'on_failed', holdsPlace: true, countedAttempts: 0 },
    ])
    const [attempt] = await dispatch.attempts()
    expect(attempt).toMatchObject({ outcome: 'rejected', error: { message: 'confused' } })
    expect(seen).toEqual([])
  })
})
