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
      { outcome: 'completed', next: { state: 'completed' }, tries: 1, reason: null },
    ],
    [
      { kind: 'failed', error },
      0,
      'park',
      { outcome: 'retry', next: { state: 'retrying', delayMs: 500 }, tries: 1, reason: 'failed' },
    ],
    [
      { kind: 'failed', error },
      1,
      'park',
      { outcome: 'retry', next: { state: 'retrying', delayMs: 1_000 }, tries: 2, reason: 'failed' },
    ],
    [
      { kind: 'failed', error },
      2,
      'park',
      { outcome: 'retry', next: parks, tries: 3, reason: 'failed_attempts_used_up' },
    ],
    [
      { kind: 'failed', error },
      2,
      'skip',
      { outcome: 'retry', next: goesOn, tries: 3, reason: 'failed_attempts_used_up' },
    ],
    [
      { kind: 'rejected', error },
      0,
      'park',
      { outcome: 'rejected', next: parks, tries: 1, reason: 'rejected' },
    ],
    [
      { kind: 'rejected', error },
      0,
      'skip',
      { outcome: 'rejected', next: goesOn, tries: 1, reason: 'rejected' },
    ],
    [
      { kind: 'retry-after', delayMs: 7, error },
      0,
      'park',
      {
        outcome: 'retry',
        next: { state: 'retrying', delayMs: 7 },
        tries: 1,
        reason: 'retry_after',
      },
    ],
    [
      { kind: 'retry-after', delayMs: 7, error },
      2,
      'park',
      { outcome: 'retry', next: parks, tries: 3, reason: 'retry_after_attempts_used_up' },
    ],
    [
      { kind: 'asked-to-wait', pauseMs: 300_000, error },
      2,
      'park',
      {
        outcome: 'retry',
        next: { state: 'retrying', delayMs: 300_000 },
        tries: 2,
        reason: 'asked_to_wait',
      },
    ],
    [
      { kind: 'timed-out', error },
      0,
      'park',
      {
        outcome: 'timed-out',
        next: { state: 'retrying', delayMs: 500 },
        tries: 1,
        reason: 'timed_out',
      },
    ],
    [
      { kind: 'released' },
      2,
      'park',
      { outcome: 'released', next: { state: 'waiting' }, tries: 2, reason: null },
    ],
    [
      { kind: 'given-up' },
      1,
      'park',
      { outcome: 'abandoned', next: parks, tries: 1, reason: 'abandoned' },
    ],
  ])('%j after %i tries, %s', (end, tries, onFailure, expected) => {
    const targetFault = end.kind === 'timed-out'
    expect(nextState(end, tries, { retry, onFailure }, 0)).toEqual({ ...expected, targetFault })
  })

  it('spreads those that were asked to wait over the time behind the pause', () => {
    const end: AttemptEnd = { kind: 'asked-to-wait', pauseMs: 300_000, error }
    const delays = [0, 0.5, 1].map((chance) => {
      const { next } = nextState(end, 0, { retry, onFailure: 'park' }, chance)
      return next.state === 'retrying' ? next.delayMs : null
    })
    expect(delays).toEqual([300_000, 330_000, 360_000])
  })
})
