import { describe, expect, it } from '@jest/globals'
import { cameOf, type Standing } from '../../../app/monitor/src/actions/came-of.ts'

const failed: Standing = {
  messageId: 'm',
  ordinal: 0,
  handler: 'directory',
  run: 0,
  state: 'failed',
  attemptsStarted: 1,
}

describe('what a replay came to', () => {
  const replay = { kind: 'replay', before: failed } as const

  it.each<[string, Partial<Standing>, ReturnType<typeof cameOf>]>([
    ['as it was', {}, 'begun'],
    ['in its turn', { state: 'waiting' }, 'started'],
    ['running', { state: 'running', attemptsStarted: 2 }, 'started'],
    ['done', { state: 'completed', attemptsStarted: 2 }, 'completed'],
    ['failed once more', { attemptsStarted: 2 }, 'failedAgain'],
    ['to be retried', { state: 'retrying', attemptsStarted: 2 }, 'failedAgain'],
    ['skipped by somebody else', { state: 'skipped' }, null],
    ['another delivery', { messageId: 'n', state: 'failed' }, null],
    ['another run', { run: 1, state: 'completed' }, null],
  ])('%s', (_how, now, expected) => {
    expect(cameOf(replay, { ...failed, ...now })).toBe(expected)
  })
})

describe('what another action came to', () => {
  it.each<[string, 'skip' | 'cancel' | 'release', Standing, Partial<Standing>, string | null]>([
    ['skipped', 'skip', failed, { state: 'skipped' }, 'started'],
    ['skipped, and cancelled by nobody', 'cancel', failed, { state: 'skipped' }, null],
    ['cancelled', 'cancel', { ...failed, state: 'waiting' }, { state: 'cancelled' }, 'started'],
    [
      'failed for the first time',
      'release',
      { ...failed, state: 'scheduled', attemptsStarted: 0 },
      { state: 'failed', attemptsStarted: 1 },
      'failed',
    ],
    [
      'failed before anybody looked',
      'release',
      { ...failed, state: 'retrying' },
      { state: 'retrying', attemptsStarted: 2 },
      'failedAgain',
    ],
  ])('%s', (_how, kind, before, now, expected) => {
    expect(cameOf({ kind, before }, { ...before, ...now })).toBe(expected)
  })
})
