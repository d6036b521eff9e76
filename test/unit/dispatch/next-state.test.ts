import { describe, expect, it } from '@jest/globals'
import type { AttemptEnd } from '../../../lib/dispatch/attempt-end.ts'
import { nextState } from '../../../lib/dispatch/next-state.ts'

const error = new Error('x')
const retry = { attempts: 3, firstDelayMs: 1_000, maxDelayMs: 60_000 }
const parks = { state: 'failed', lane: 'parks' }
const goesOn = { state: 'failed', lane: 'goes on' }

describe('nextState', () => {
  it.each<[AttemptEnd, number, 'park' | 'skip', object]>([
    [
      { kind: 'completed' },
      0,
      'park',
      { outcome: 'completed', next: { state: 'completed' }, countedAttempts: 1, reasonCode: null },
    ],
    [
      { kind: 'failed', error },
      0,
      'park',
      {
        outcome: 'retry',
        next: { state: 'retrying', delayMs: 500 },
        countedAttempts: 1,
        reasonCode: 'failed',
      },
    ],
    [
      { kind: 'failed', error },
      1,
      'park',
      {
        outcome: 'retry',
        next: { state: 'retrying', delayMs: 1_000 },
        countedAttempts: 2,
        reasonCode: 'failed',
      },
    ],
    [
      { kind: 'failed', error },
      2,
      'park',
      { outcome: 'retry', next: parks, countedAttempts: 3, reasonCode: 'failed_attempts_used_up' },
    ],
    [
      { kind: 'failed', error },
      2,
      'skip',
      { outcome: 'retry', next: goesOn, countedAttempts: 3, reasonCode: 'failed_attempts_used_up' },
    ],
    [
      { kind: 'rejected', error },
      0,
      'park',
      { outcome: 'rejected', next: parks, countedAttempts: 1, reasonCode: 'rejected' },
    ],
    [
      { kind: 'rejected', error },
      0,
      'skip',
      { outcome: 'rejected', next: goesOn, countedAttempts: 1, reasonCode: 'rejected' },
    ],
    [
      { kind: 'type-no-longer-taken', error },
      1,
      'park',
      { outcome: 'rejected', next: parks, countedAttempts: 1, reasonCode: 'type_no_longer_taken' },
    ],
    [
      { kind: 'type-no-longer-taken', error },
      1,
      'skip',
      { outcome: 'rejected', next: goesOn, countedAttempts: 1, reasonCode: 'type_no_longer_taken' },
    ],
    [
      { kind: 'person-returned', error },
      1,
      'park',
      { outcome: 'rejected', next: parks, countedAttempts: 1, reasonCode: 'person_returned' },
    ],
    [
      { kind: 'retry-after', delayMs: 7, error },
      0,
      'park',
      {
        outcome: 'retry',
        next: { state: 'retrying', delayMs: 7 },
        countedAttempts: 1,
        reasonCode: 'retry_after',
      },
    ],
    [
      { kind: 'retry-after', delayMs: 7, error },
      2,
      'park',
      {
        outcome: 'retry',
        next: parks,
        countedAttempts: 3,
        reasonCode: 'retry_after_attempts_used_up',
      },
    ],
    [
      { kind: 'rate-limited', pauseMs: 300_000, error },
      2,
      'park',
      {
        outcome: 'retry',
        next: { state: 'retrying', delayMs: 300_000 },
        countedAttempts: 2,
        reasonCode: 'rate_limited',
      },
    ],
    [
      { kind: 'timed-out', error },
      0,
      'park',
      {
        outcome: 'timed-out',
        next: { state: 'retrying', delayMs: 500 },
        countedAttempts: 1,
        reasonCode: 'timed_out',
      },
    ],
    [
      { kind: 'released' },
      2,
      'park',
      { outcome: 'released', next: { state: 'waiting' }, countedAttempts: 2, reasonCode: null },
    ],
    [
      { kind: 'given-up' },
      1,
      'park',
      { outcome: 'abandoned', next: parks, countedAttempts: 1, reasonCode: 'abandoned' },
    ],
  ])('%j after %i counted attempts, %s', (end, counted, onFailure, expected) => {
    const targetFault = end.kind === 'timed-out'
    expect(nextState(end, counted, { retry, onFailure }, 0)).toEqual({ ...expected, targetFault })
  })

  it('spreads rate-limited attempts over the time after the pause', () => {
    const end: AttemptEnd = { kind: 'rate-limited', pauseMs: 300_000, error }
    const delays = [0, 0.5, 1].map((chance) => {
      const { next } = nextState(end, 0, { retry, onFailure: 'park' }, chance)
      return next.state === 'retrying' ? next.delayMs : null
    })
    expect(delays).toEqual([300_000, 330_000, 360_000])
  })
})
