import { describe, expect, it } from '@jest/globals'
import {
  isMoving,
  progressOf,
  shareOf,
  toneOf,
} from '../../../app/monitor/src/actions/action-progress.ts'
import type { Action } from '../../../app/monitor/src/api/shapes.ts'
import { NO_OUTCOMES } from '../../support/no-outcomes.ts'

type Counts = NonNullable<Action['outcomes']>

function action(counts: Partial<Counts>, changes: Partial<Action> = {}): Action {
  const { counted: _counted, atLeast: _atLeast, ...states } = { ...NO_OUTCOMES, ...counts }
  const counted = counts.counted ?? Object.values(states).reduce((sum, count) => sum + count, 0)
  return {
    id: 'a',
    kind: 'replay',
    filter: null,
    detail: null,
    subjects: [],
    subjectCount: 0,
    handlers: [],
    messageId: null,
    comment: null,
    by: { issuer: 'i', clientId: 'c', tenant: 't', person: null },
    requestedAt: '2026-11-30T08:00:00Z',
    state: 'finished',
    matched: counted,
    done: counted,
    refused: 0,
    deliveries: null,
    errorCode: null,
    finishedAt: null,
    outcomes: { ...NO_OUTCOMES, ...counts, counted },
    ...changes,
  }
}

describe('the tone of an action', () => {
  it.each<[string, Partial<Counts>, Partial<Action>]>([
    ['Positive', { completed: 2 }, {}],
    ['Positive', { completed: 2 }, { kind: 'backfill', done: 1, matched: 1 }],
    ['Negative', { completed: 57, failed: 1 }, {}],
    ['Negative', { completed: 1, failed: 1, running: 1 }, { state: 'running' }],
    ['Negative', { completed: 1 }, { state: 'failed', errorCode: 'internal' }],
    ['Critical', { completed: 1, retrying: 1 }, {}],
    ['Critical', { completed: 1 }, { state: 'stopped', matched: 2 }],
    ['Information', { completed: 1 }, { state: 'running' }],
    ['Information', { completed: 1, running: 1 }, {}],
    ['Information', { completed: 1, waiting: 1 }, {}],
    ['Information', { scheduled: 1 }, {}],
    ['None', { skipped: 2 }, { kind: 'skip' }],
    ['None', { completed: 1, replayedLater: 1 }, {}],
    ['None', { completed: 1 }, { refused: 1 }],
    ['None', { completed: 1 }, { done: 2 }],
    ['None', { completed: 10_001, atLeast: true }, { done: 20_000 }],
    ['None', {}, {}],
  ])('is %s for %j %j', (tone, counts, changes) => {
    expect(toneOf(progressOf([action(counts, changes)]))).toBe(tone)
  })
})

describe('the share of an action that is reached', () => {
  it.each<[number, Partial<Counts>, Partial<Action>]>([
    [0, { failed: 4 }, {}],
    [0.5, { completed: 1, failed: 1 }, {}],
    [0.99, { completed: 999, failed: 1 }, {}],
    [0.25, { completed: 1 }, { state: 'running', matched: 4 }],
    [1, { completed: 12 }, { matched: 10 }],
    [1, { skipped: 2 }, { kind: 'skip' }],
    [1, { cancelled: 2 }, { kind: 'cancel' }],
    [0.5, { completed: 5_000, failed: 5_000, atLeast: true }, { done: 90_000 }],
    [0.5, { completed: 9 }, { kind: 'backfill', state: 'running', done: 1, matched: 2 }],
    [0.9, { completed: 9, failed: 1 }, { kind: 'backfill', done: 2, matched: 2 }],
    [1, {}, { kind: 'backfill', done: 0, matched: 2, refused: 2 }],
    [0, {}, { matched: 0 }],
    [0, {}, { kind: 'repair', done: 0, matched: 2, refused: 2 }],
    [0.5, {}, { kind: 'decode', done: 1, matched: 2, refused: 1 }],
    [0, {}, { kind: 'backfill', state: 'stopped', done: 0, matched: 2 }],
    [0.25, { completed: 1 }, { kind: 'backfill', state: 'stopped', done: 1, matched: 4 }],
    [
      0.5,
      {},
      { kind: 'backfill', state: 'failed', errorCode: 'x', refused: 1, done: 0, matched: 2 },
    ],
  ])('is %d for %j %j', (share, counts, changes) => {
    expect(shareOf(progressOf([action(counts, changes)]))).toBe(share)
  })
})

describe('several actions', () => {
  it('are added up, and have not ended before the last of them', () => {
    const running = action({ completed: 1, waiting: 1 }, { id: 'b', state: 'running', matched: 3 })
    const progress = progressOf([action({ completed: 2 }, { done: 3 }), running])
    expect(progress).toMatchObject({
      ids: ['a', 'b'],
      ended: false,
      matched: 5,
      done: 5,
      deleted: 1,
      outcomes: { ...NO_OUTCOMES, counted: 4, completed: 3, waiting: 1 },
    })
    expect(isMoving(progress)).toBe(true)
    expect(isMoving(progressOf([action({ completed: 1, failed: 1, retrying: 1 })]))).toBe(false)
  })
})
