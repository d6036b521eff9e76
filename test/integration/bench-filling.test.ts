import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { fillDatabase } from '../../lab/bench/filled/fill-database.ts'
import { statsOf } from '../../lab/bench/filled/fill-stats.ts'
import { fillingOf, NOTHING } from '../../lab/bench/filled/filled-database.ts'
import { storedEvents } from '../../lib/events/stored-body.ts'
import { STATS_RANGES } from '../../lib/states.ts'
import { findMessages } from '../../lib/store/record/find-messages.ts'
import { DIVISIONS } from '../../lib/store/stats/stats-spans.ts'
import { asBenchDatabase } from '../support/as-bench-database.ts'
import { startOperations, type TestOperations } from '../support/operations-bed.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

const FILLING = { ...NOTHING, subjects: 20, finished: 60, waiting: 40, firstSequence: 1 }

describe("the bench's filled database", () => {
  let bed: TestBed
  let api: TestOperations

  beforeAll(async () => {
    bed = await createTestBed()
    api = await startOperations(bed)
    await fillDatabase(bed.vault, asBenchDatabase(bed), FILLING)
    await bed.db.query(statsOf(FILLING))
  })
  afterAll(async () => {
    await api.stop()
    await bed.stop()
  })

  const countOf = async (body: object) =>
    (await api.post('/messages/search', body).expect(200)).body.items.length

  it('is found by person and by text, as the service writes rows', async () => {
    const person = { key: 'E100003' }
    expect(await countOf({ person })).toBe(5)
    expect(await countOf({ text: 'Plant 3' })).toBe(10)
    expect(await countOf({ person, text: 'plant' })).toBe(5)
    expect(await countOf({ text: 'E100003' })).toBe(5)
    expect(await countOf({ text: 'nobody' })).toBe(0)
    const { body } = await api.post('/subjects/search', person).expect(200)
    expect(body.items).toEqual([expect.objectContaining({ key: person.key })])
  })

  it.each(STATS_RANGES)(
    'has numbers in each span of the charts of %s, and before',
    async (range) => {
      const { body } = await api.get(`/stats?range=${range}`).expect(200)
      expect(body.points).toHaveLength(DIVISIONS[range].spans)
      expect(body.total.waiting).toBe(body.before.waiting)
    },
  )

  it('has as many messages as wanted, and the same number of waiting ones in each lane', () => {
    const { finished, waiting, subjects, parkedLanes, retryingLanes } = fillingOf(1_000_000)
    expect(finished + waiting).toBe(1_000_000)
    expect(waiting / subjects).toBe(5)
    expect(parkedLanes + retryingLanes).toBeLessThan(subjects)
  })

  it('has sealed bodies where dispatch reads them', async () => {
    const { rows } = await bed.db.query<{ ids: string[] }>(
      'select array_agg(id) as ids from message where key_id is not null',
    )
    const messages = await findMessages(bed.db, rows[0]?.ids ?? [])
    expect(messages.map((message) => storedEvents(message).length)).toEqual(
      Array.from({ length: FILLING.waiting }, () => 1),
    )
  })
})
