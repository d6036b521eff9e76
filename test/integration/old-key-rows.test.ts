import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createTestBed, type TestBed } from '../support/test-service.ts'

describe('old rows of the key store', () => {
  let bed: TestBed
  beforeAll(async () => {
    bed = await createTestBed()
  })
  afterAll(() => bed.stop())

  it('are deleted: unused keys, changes before the latest 10,000, and ended entries of the ledger', async () => {
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
    const [key] = await bed.rows<{ id: string }>(
      'select id from receiver_keys.person_key order by id desc limit 1',
    )
    await bed.rows(`insert into unused_key values ($1, now() - interval '15 days')`, key?.id)
    await bed.found(0, 'select from unused_key')
    const destroyed = `select from receiver_keys.person_key where id = $1 and wrapped is null`
    expect(await bed.rows(destroyed, key?.id)).toHaveLength(1)
    await bed.found(10_000, 'select from receiver_keys.key_change')
    await bed.found(1, 'select from receiver_keys.ledger')
    const [latest] = await bed.rows(
      `select min(sequence)::int, max(sequence)::int from receiver_keys.key_change`,
    )
    expect(latest).toEqual({ min: 10_102, max: 20_101 })
    await instance.stop()
  })
})
