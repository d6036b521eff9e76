import { describe, expect, it } from '@jest/globals'
import {
  canStartAtOnce,
  type StartConditions,
  slotsToClaim,
} from '../../../lib/dispatch/can-start-at-once.ts'

const FREE: StartConditions = {
  isStopping: false,
  isQuarantined: false,
  freeSlots: 1,
  mayHaveBacklog: false,
  isHeld: false,
  options: { rateLimit: null, totalConcurrency: null },
}

describe('a recording', () => {
  it('may start a delivery of a handler with a free slot and no backlog', () => {
    expect(canStartAtOnce(FREE)).toBe(true)
  })

  const refusals: [string, Partial<StartConditions>][] = [
    ['the process stops', { isStopping: true }],
    ['a suspect runs alone', { isQuarantined: true }],
    ['every slot is taken', { freeSlots: 0 }],
    ['the last claim may have left due lanes behind', { mayHaveBacklog: true }],
    ['the last claim found the handler held', { isHeld: true }],
    [
      'the rate is limited',
      { options: { ...FREE.options, rateLimit: { attempts: 1, perMs: 1_000 } } },
    ],
    ['all processes together have a limit', { options: { ...FREE.options, totalConcurrency: 1 } }],
  ]
  it.each(refusals)('may not if %s', (_why, condition) => {
    expect(canStartAtOnce({ ...FREE, ...condition })).toBe(false)
  })
})

describe('a claim', () => {
  it.each([
    [1, 1],
    [2, 1],
    [3, 2],
    [10, 5],
  ])('asks for half of %i free slots', (free, asked) => {
    expect(slotsToClaim(free, false)).toBe(asked)
  })

  it('asks for every free slot if due lanes may be left', () => {
    expect(slotsToClaim(10, true)).toBe(10)
  })
})
