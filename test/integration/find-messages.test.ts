import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startOperations, type TestOperations } from '../support/operations-bed.ts'
import { sendEvents } from '../support/send-events.ts'
import { HIRE } from '../support/soap-message.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

const LEAVE = 'com.successfactors.Employment.Termination'

describe('messages are found', () => {
  let bed: TestBed
  let api: TestOperations
  /** ids by name */
  const ids: Record<string, string> = {}

  beforeAll(async () => {
    bed = await createTestBed()
    const instance = await bed.startInstance({
      handlers: { hires: { on: HIRE, run: () => undefined } },
    })
    api = await startOperations(bed)
    const token = await bed.token()
    const send = (type: string, ...startDates: string[]) =>
      sendEvents(
        instance,
        token,
        startDates.map((startDate, index) => ({ userId: `7000${index}`, startDate })),
        type,
      )
    ids.past = await send(HIRE, '2020-02-01')
    ids.mixed = await send(HIRE, '2030-05-05', '2019-01-01')
    ids.leaves = await send(LEAVE, '2030-05-01')
    ids.soon = await send(HIRE, '2030-05-01')
    ids.undated = await send(HIRE, '')
    await bed.settled()
  })
  afterAll(async () => {
    await api.stop()
    await bed.stop()
  })

  const names = (items: readonly { readonly id: string }[]) =>
    items.map(({ id }) => Object.keys(ids).find((name) => ids[name] === id))
  const found = async (query: object) => names((await api.read('/messages', query)).items)

  it('by the effective date of their events', async () => {
    expect(await found({ effectiveFrom: '2030-05-01' })).toEqual(['soon', 'leaves', 'mixed'])
    expect(await found({ effectiveFrom: '2030-05-02' })).toEqual(['mixed'])
    expect(await found({ effectiveTo: '2020-02-01' })).toEqual(['mixed', 'past'])
    expect(await found({ effectiveFrom: '2030-05-01', type: LEAVE })).toEqual(['leaves'])
    await api.get('/messages', { effectiveFrom: '1.5.2030' }).expect(400)
  })

  it('by an event that no handler takes', async () => {
    expect(await found({ noHandler: true })).toEqual(['leaves'])
    expect(await found({ noHandler: true, effectiveFrom: '2030-06-01' })).toEqual([])
  })

  it.each([
    [{ sort: 'received', order: 'asc' }, ['past', 'mixed', 'leaves', 'soon', 'undated']],
    [{ sort: 'effective', order: 'asc' }, ['mixed', 'past', 'leaves', 'soon']],
    [{ sort: 'effective', order: 'desc' }, ['soon', 'leaves', 'past', 'mixed']],
    [
      { sort: 'effective', order: 'desc', effectiveFrom: '2030-01-01' },
      ['mixed', 'soon', 'leaves'],
    ],
  ])('in the order %j, page by page', async (order, expected) => {
    expect(await found(order)).toEqual(expected)
    const pages: unknown[] = []
    let next: string | undefined
    do {
      const page = await api.get('/messages', { ...order, limit: 1, cursor: next }).expect(200)
      pages.push(...names(page.body.items))
      next = page.body.next ?? undefined
    } while (next !== undefined)
    expect(pages).toEqual(expected)
  })

  it('by the beginning of an id', async () => {
    const [{ external, correlation }] = (await bed.rows(
      'select external_event_id as external, correlation_id as correlation from message where id = $1',
      ids.past,
    )) as unknown as [{ external: string; correlation: string }]
    const hits = async (beginning: string) =>
      (await api.post('/messages/by-id', { beginning }).expect(200)).body.items
    expect(await hits(external.slice(0, 9))).toEqual([
      expect.objectContaining({ id: ids.past, field: 'externalEventId', value: external }),
    ])
    expect(await hits(correlation.slice(0, -2))).toEqual([
      expect.objectContaining({ id: ids.past, field: 'correlationId' }),
    ])
    expect(await hits((ids.past as string).slice(0, 34).toUpperCase())).toEqual([
      expect.objectContaining({ id: ids.past, field: 'id' }),
    ])
    expect(await hits(`${external.slice(0, 9)}%`)).toEqual([])
    await api.post('/messages/by-id', { beginning: 'ab' }).expect(400)
  })

  /** More messages than a page sorts, with two events each: these come from the index. */
  it('in the order of effective days among very many', async () => {
    await bed.db.query(`
      with made as (
        insert into message (received_at, event_count, caller_id, id, instance_id, state, correlation_id, body)
        select now(), 2, (select min(id) from caller),
          ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, gen_random_uuid(), 'recorded', 'c', ''
        from generate_series(1, 5100) n returning id)
      insert into event (position, subject_id, ordinal, effective_on, other_content, message_id)
      select 0, 0, ordinal, case when ordinal = 0 then date '2029-01-01' + (random() * 300)::int
        else date '2028-06-01' end, false, id
      from made, generate_series(0, 1) ordinal`)
    const all = 'select message_id as id, min(effective_on) as day from event where effective_on'
    const pagesOf = async (query: object) => {
      const read: string[] = []
      let next: string | undefined
      do {
        const { body } = await api
          .get('/messages', { ...query, limit: 200, cursor: next })
          .expect(200)
        read.push(...body.items.map(({ id }: { id: string }) => id))
        next = body.next ?? undefined
      } while (next !== undefined && read.length < 2_500)
      return read
    }
    for (const order of ['asc', 'desc']) {
      for (const from of ['1900-01-01', '2029-01-01']) {
        const expected = await bed.rows<{ id: string }>(
          `select id from (${all} >= '${from}' group by 1) m order by day ${order}, id ${order} limit 2500`,
        )
        const query = { sort: 'effective', order, effectiveFrom: from }
        expect((await pagesOf(query)).slice(0, 2_500)).toEqual(expected.map(({ id }) => id))
      }
    }
  })
})
