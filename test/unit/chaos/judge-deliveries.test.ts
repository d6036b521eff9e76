import { describe, expect, it } from '@jest/globals'
import { judgeDeliveries } from '../../../lab/chaos/judge-deliveries.ts'
import type { StoredDelivery } from '../../../lab/chaos/stored-deliveries.ts'

const completed: StoredDelivery = {
  ...{ handler: 'h', message: 'a', ordinal: 0, subject: '1', position: '1024', eventId: 'a' },
  ...{ state: 'completed', holdsPlace: false, attemptsStarted: 1, reasonCode: null },
  isForgotten: false,
}
const cancelled: StoredDelivery = {
  ...{ ...completed, message: 'b', eventId: 'b', position: '2048', isForgotten: true },
  ...{ state: 'cancelled', attemptsStarted: 0, reasonCode: 'forgotten' },
}
const notice: StoredDelivery = {
  ...{ ...completed, message: 'n', eventId: null, position: '3072', isForgotten: true },
}
const taken = new Set(['h/a:0'])

describe('judging the deliveries of a chaos run', () => {
  it('takes what an erasure cancelled and what tells of it as handled', () => {
    const before = { ...completed, isForgotten: true }
    const verdict = judgeDeliveries([before, cancelled, notice], taken)
    expect(verdict).toMatchObject({ handled: 3, wrong: [] })
    expect([...verdict.settledEvents]).toEqual(['a', 'b'])
  })

  it.each<[string, StoredDelivery, string]>([
    [
      'a cancelled one of another person',
      { ...cancelled, isForgotten: false },
      'cancelled (forgotten)',
    ],
    [
      'one that an operator cancelled',
      { ...cancelled, reasonCode: 'operator' },
      'cancelled (operator)',
    ],
    ['one that still waits', { ...cancelled, state: 'waiting', holdsPlace: true }, 'waiting'],
    ['one that is completed without an effect', { ...cancelled, state: 'completed' }, 'completed'],
    ['a notice that failed', { ...notice, message: 'b', state: 'failed' }, 'failed'],
  ])('finds %s', (_what, delivery, state) => {
    const { wrong, settledEvents } = judgeDeliveries([completed, delivery], taken)
    expect(wrong).toEqual([expect.stringContaining(`h/b:0 is ${state}`)])
    expect([...settledEvents]).toEqual(['a'])
  })
})
