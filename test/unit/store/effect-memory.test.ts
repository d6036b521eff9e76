import { describe, expect, it } from '@jest/globals'
import type pg from 'pg'
import { isTargetFault } from '../../../lib/dispatch/target-fault.ts'
import { createEffectMemory } from '../../../lib/store/effects/effect-memory.ts'
import type { StartedWithoutEvent } from '../../../lib/store/record/started-delivery.ts'

const delivery = { handlerId: 1, subjectId: '1', lease: '1' } as StartedWithoutEvent
const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })

/** Answers every statement, once it can be reached. */
function poolThatIsAwayFor(connects: number) {
  let tried = 0
  const statements: string[] = []
  const client = {
    async query(statement: string | { name: string }) {
      statements.push(typeof statement === 'string' ? statement : statement.name)
      return { rows: [{}] }
    },
    release: () => undefined,
  }
  const pool = {
    async connect() {
      tried += 1
      if (tried <= connects) throw refused
      return client
    },
  } as unknown as pg.Pool
  return { pool, statements, tried: () => tried }
}

function memoryOn(pool: pg.Pool, leaseMs: number) {
  return createEffectMemory(pool, { instanceId: 'i', leaseMs, now: () => performance.now() })
}

describe('the memory of once without its database', () => {
  it('says that the database is away, which is no fault of the target', async () => {
    const { pool } = poolThatIsAwayFor(Number.POSITIVE_INFINITY)
    const error = await memoryOn(pool, 50)
      .begin(delivery, 'pay')
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'database_unavailable' })
    expect(isTargetFault({ kind: 'failed', error })).toBe(false)
    const wrapped = new Error('our client failed', { cause: error })
    expect(isTargetFault({ kind: 'failed', error: wrapped })).toBe(false)
  })

  it('waits with the end as long as a lease lasts', async () => {
    const { pool, statements, tried } = poolThatIsAwayFor(2)
    await memoryOn(pool, 10_000).end(delivery, 'pay', null)
    expect(tried()).toBe(3)
    expect(statements).toEqual(['begin', 'hold-leased-lane', 'end-effect', 'commit'])
  })

  it('and no longer', async () => {
    const { pool, tried } = poolThatIsAwayFor(Number.POSITIVE_INFINITY)
    const ended = memoryOn(pool, 150).end(delivery, 'pay', null)
    await expect(ended).rejects.toMatchObject({ code: 'database_unavailable' })
    expect(tried()).toBeGreaterThan(1)
  })
})
