import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Refusal } from '../../../../lib/auth/refusals/refusal.ts'
import {
  createRefusalLog,
  type RefusalLog,
  type RefusalToKeep,
} from '../../../../lib/auth/refusals/refusal-log.ts'

let now: number
let down: boolean
let written: Refusal[]
let failures: number
let refused: number
let book: RefusalLog

beforeEach(() => {
  now = 1_780_315_200_000
  down = false
  written = []
  failures = 0
  refused = 0
  book = createRefusalLog({
    write: async (rows) => {
      if (down) throw new Error('down')
      written.push(...rows)
    },
    now: () => now,
    // By hand: a test has its own time.
    flushMs: 3_600_000,
    countMs: 60_000,
    burst: 5,
    perMinute: 6,
    maxWaiting: 100,
    onRefused: () => {
      refused += 1
    },
    onFailure: () => {
      failures += 1
    },
  })
})
afterEach(async () => {
  await book.close()
})

function refusal(changes: Partial<RefusalToKeep> = {}): RefusalToKeep {
  return {
    method: 'POST',
    path: '/http/events',
    company: 'ACME',
    status: 401,
    code: 'token_expired',
    advice: 'fetch a new one',
    issuer: null,
    clientId: null,
    tenant: null,
    scopes: null,
    scopesWanted: [],
    claimed: () => null,
    authorization: 'bearer',
    callerAddress: null,
    correlationId: 'c-1',
    messageId: null,
    ...changes,
  }
}
const calls = () => written.reduce((sum, row) => sum + row.calls, 0)

describe('refusals', () => {
  it('are written with what was claimed', async () => {
    const claim = { issuer: 'https://a.example' } as Refusal['claimed']
    book.add(refusal({ claimed: () => claim }))
    await book.flush()
    expect(written).toEqual([
      expect.objectContaining({
        code: 'token_expired',
        calls: 1,
        untilAt: null,
        claimed: claim,
        refusedAt: new Date(now),
        correlationId: 'c-1',
      }),
    ])
  })

  it('of a flood are counted by their kind, and none is missing', async () => {
    for (let index = 0; index < 1_000; index += 1) {
      book.add(refusal({ correlationId: `c-${index}`, company: `X${index}` }))
      now += 1
    }
    await book.flush()
    expect(written).toHaveLength(5)
    now += 60_000
    await book.flush()
    expect(written).toHaveLength(6)
    expect(calls()).toBe(1_000)
    expect(written[5]).toMatchObject({
      calls: 995,
      correlationId: null,
      company: null,
      claimed: null,
    })
    expect(written[5]?.untilAt?.getTime()).toBeGreaterThan(written[5]?.refusedAt.getTime() ?? 0)
    expect(refused).toBe(1_000)
  })

  it('do not ask what is claimed where they are only counted', async () => {
    let asked = 0
    const claimed = () => {
      asked += 1
      return null
    }
    for (let index = 0; index < 100; index += 1) book.add(refusal({ claimed }))
    expect(asked).toBe(5)
  })

  it('of an authenticated caller are not crowded out by strangers', async () => {
    for (let index = 0; index < 100; index += 1) book.add(refusal())
    book.add(refusal({ issuer: 'https://a.example', clientId: 'sender', code: 'grant_missing' }))
    await book.flush()
    expect(written.at(-1)).toMatchObject({ clientId: 'sender', calls: 1, correlationId: 'c-1' })
  })

  it('get rows of their own again when a flood is over', async () => {
    for (let index = 0; index < 100; index += 1) book.add(refusal())
    now += 30_000
    for (let index = 0; index < 10; index += 1) book.add(refusal())
    await book.flush()
    expect(written).toHaveLength(8)
  })

  it('wait for the database, bounded, and none is missing then', async () => {
    down = true
    for (let minute = 0; minute < 60; minute += 1) {
      for (let index = 0; index < 50; index += 1) {
        book.add(refusal({ code: `code_${index % 7}` }))
      }
      await book.flush()
      now += 60_000
    }
    expect(failures).toBe(60)
    expect(book.size()).toBeLessThan(620)
    down = false
    now += 60_000
    await book.flush()
    expect(calls()).toBe(3_000)
  })

  it('of more kinds than are kept apart are counted together', async () => {
    for (let index = 0; index < 2_000; index += 1) {
      book.add(refusal({ issuer: 'https://a.example', clientId: `client-${index}` }))
    }
    expect(book.size()).toBeLessThan(510)
    await book.close()
    expect(calls()).toBe(2_000)
  })

  it('are written when the service stops, counted ones too', async () => {
    for (let index = 0; index < 10; index += 1) book.add(refusal())
    await book.close()
    expect(calls()).toBe(10)
    expect(book.size()).toBe(0)
  })
})
