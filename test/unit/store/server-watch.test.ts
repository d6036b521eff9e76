import { describe, expect, it } from '@jest/globals'
import { isOutdated } from '../../../lib/store/db/server-watch.ts'

const PRIMARY = { server: 'new', readOnly: false }
const ASKED_AT = 10_000

describe('isOutdated', () => {
  it.each([
    ['leads to another server', { server: 'old', openedAt: 1, silentMs: 0 }, PRIMARY, true],
    ['leads to the same server', { server: 'new', openedAt: 1, silentMs: 9_000 }, PRIMARY, false],
    [
      'leads to another one, and the reached one is a standby',
      { server: 'old', openedAt: 1, silentMs: 9_000 },
      { server: 'new', readOnly: true },
      false,
    ],
    [
      'is newer than the question',
      { server: 'old', openedAt: 10_001, silentMs: 0 },
      PRIMARY,
      false,
    ],
    ['still connects, for long', { server: null, openedAt: 1, silentMs: 2_000 }, PRIMARY, true],
    ['still connects, not for long', { server: null, openedAt: 1, silentMs: 500 }, PRIMARY, false],
  ])('a connection that %s', (_what, client, reached, outdated) => {
    expect(isOutdated(client, reached, ASKED_AT)).toBe(outdated)
  })
})
