import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createPool, type Pool } from '../../lib/store/db/database.ts'
import { giveVault } from '../../lib/store/db/vault-of.ts'
import { listMessages } from '../../lib/store/queries/list-messages.ts'
import type { MessageFilter } from '../../lib/store/queries/record-filter.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

const PAGE = { after: null, limit: 50 }
/** All events of a condition, joined with the messages: without hash joins that compares each with each. */
const JOINED = /Semi Join|Anti Join .*\n.*e\.message_id = m\.id|Group Key: e\.message_id/

describe('a list of messages with a condition on their events', () => {
  let bed: TestBed
  let pool: Pool

  beforeAll(async () => {
    bed = await createTestBed()
    pool = createPool(
      { kind: 'socket', ...bed.database.connection },
      { name: 'test', max: 1, adHoc: true, onError: () => undefined },
    )
    giveVault(pool, bed.vault)
  })
  afterAll(async () => {
    await pool.end()
    await bed.stop()
  })

  async function plansOf(work: () => Promise<unknown>): Promise<string> {
    const plans: string[] = []
    const query = pool.query.bind(pool) as (text: string, values: unknown[]) => Promise<never>
    pool.query = (async (text: string, values: unknown[]) => {
      const { rows } = (await query(`explain ${text}`, values)) as {
        rows: { 'QUERY PLAN': string }[]
      }
      plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'))
      return query(text, values)
    }) as never
    await work().finally(() => {
      pool.query = query as never
    })
    return plans.join('\n')
  }

  const filters: readonly MessageFilter[] = [
    { noHandler: true },
    { noHandler: false },
    { noHandler: true, type: 'Hire' },
    { effectiveFrom: '2026-01-01' },
  ]
  for (const filter of filters) {
    it(`looks the events of each message up: ${JSON.stringify(filter)}`, async () => {
      const plans = await plansOf(() => listMessages(pool, filter, PAGE))
      expect(plans).toContain('SubPlan')
      expect(plans).not.toMatch(JOINED)
    })
  }
})
