import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { fillDatabase } from '../../lab/bench/filled/fill-database.ts'
import { NOTHING } from '../../lab/bench/filled/filled-database.ts'
import type { BenchDatabase } from '../../lab/bench/stage/database.ts'
import { storedEvents } from '../../lib/events/stored-body.ts'
import { findMessages } from '../../lib/store/record/find-messages.ts'
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

function asBenchDatabase({ db, database: { url } }: TestBed): BenchDatabase {
  return {
    url,
    run: async (text) => void (await db.query(text)),
    async row<Row extends object>(text: string) {
      return (await db.query<Row>(text)).rows[0] as Row
    },
    drop: async () => undefined,
  }
}
