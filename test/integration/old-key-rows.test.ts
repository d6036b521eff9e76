import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createTestBed, type TestBed } from '../support/test-service.ts'

describe('old rows of the key store', () => {
  let bed: TestBed
  beforeAll(async () => {
    bed = await createTestBed()
  })
  afterAll(() => bed.stop())

  it('are deleted: changes before the latest 10,000, and ended entries of the ledger', async () => {
    const instance = await bed.startInstance({
      environment: { KEY_STORE: 'event-database' },
      timings: { otherJobs: 100 },
    })
    await bed.rows(`
      insert into receiver_keys.key_change (key_id, state)
      select gen_random_uuid(), 'destroyed' from generate_series(1, 20_100)`)
    await bed.rows(`
      insert into receiver_keys.ledger (request_id, subject_hash, forgotten_at, kept_until)
      select gen_random_uuid(), '', now() - interval '3 years', now() + kept
      from unnest(array[interval '-1 day', interval '1 day']) as k (kept)`)
    await bed.found(10_000, 'select from receiver_keys.key_change')
    await bed.found(1, 'select from receiver_keys.ledger')
    const [latest] = await bed.rows(
      `select min(sequence)::int, max(sequence)::int from receiver_keys.key_change`,
    )
    expect(latest).toEqual({ min: 10_101, max: 20_100 })
    await instance.stop()
  })
})
