import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startOperations, type TestOperations } from '../support/operations-bed.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

const MESSAGES = 12_000
const DAY = 24 * 60 * 60 * 1_000

interface Page {
  readonly items: readonly unknown[]
  readonly next: string | null
  readonly examinedTo: string
}

describe('the operations API on more than a page looks at', () => {
  let bed: TestBed
  let api: TestOperations

  beforeAll(async () => {
    bed = await createTestBed()
    const instance = await bed.startInstance({
      handlers: { one: { on: '*', run: () => undefined } },
    })
    await instance.stop()
    api = await startOperations(bed)
    // One message a minute, the oldest of another company; all are done.
    await bed.db.query(`
      insert into caller (issuer, client_id, tenant) values ('i', 'c', 't');
      insert into subject (company, kind, key_digest, key) select 'ACME', 'userId', md5('u' || n)::uuid, convert_to('u' || n, 'UTF8') from generate_series(1, 100) n;
      create temp table made as select n, at, (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0')
          || '70008000' || lpad(to_hex(n), 12, '0'))::uuid as id
        from generate_series(1, ${MESSAGES}) n,
          lateral (select now() - n * interval '1 minute' as at) t;
      insert into message (id, received_at, state, event_count, company, caller_id, instance_id,
          correlation_id, type, body)
        select id, at, 'recorded', 1, case n when ${MESSAGES} then 'RARE' else 'ACME' end, 1, id, 'c', 'T', 'x'
        from made;
      insert into event (message_id, ordinal, position, subject_id, type, other_content)
        select id, 0, -n, n % 100 + 1, 'T', false from made;
      insert into delivery (message_id, ordinal, handler_id, subject_id, position, state, holds_place, late)
        select id, 0, 1, n % 100 + 1, -n, 'completed', false, n = ${MESSAGES} from made;
      insert into lane (handler_id, subject_id, waiting) select 1, n, 0 from generate_series(1, 100) n;
      drop table made`)
  }, 60_000)
  afterAll(async () => {
    expect(api.internalErrors).toEqual([])
    await api.stop()
    await bed.stop()
  })

  it.each([
    ['/messages', { company: 'RARE' }],
    ['/events', { company: 'RARE' }],
    ['/deliveries', { late: true }],
  ])('%s looks at 2,000 messages a page, says how far, and goes on', async (path, filter) => {
    const found: unknown[] = []
    let examinedTo = Date.now()
    let pages = 0
    let cursor: string | null = ''
    for (; cursor !== null; pages += 1) {
      const query: object = cursor === '' ? filter : { ...filter, cursor }
      const { body }: { body: Page } = await api.get(path, query).expect(200)
      found.push(...body.items)
      cursor = body.next
      if (cursor === null) continue
      const to = Date.parse(body.examinedTo)
      expect(to).toBeLessThan(examinedTo)
      expect(to).toBeGreaterThan(Date.now() - (2_001 * (pages + 1) * DAY) / 24 / 60 - DAY / 24)
      examinedTo = to
    }
    expect(found).toHaveLength(1)
    expect(pages).toBe(MESSAGES / 2_000 + 1)
  })

  it('counts to 10,000, and less far where each has to be looked at', async () => {
    const count = async (path: string, query: object) =>
      (await api.read(path, { ...query, count: true, limit: 1 })).count
    expect(await count('/messages', {})).toEqual({ count: 10_000, atLeast: true })
    expect(await count('/deliveries', {})).toEqual({ count: 10_000, atLeast: true })
    expect(await count('/messages', { company: 'ACME' })).toEqual({ count: 4_000, atLeast: true })
    expect(await count('/messages', { company: 'RARE' })).toEqual({ count: 0, atLeast: true })
    // Half a minute before the hundredth message.
    const [hundredth] = await bed.rows<{ from: Date }>(
      `select received_at - interval '30 seconds' as from from message order by id desc offset 99 limit 1`,
    )
    const from = hundredth?.from.toISOString()
    expect(await count('/messages', { from, company: 'ACME' })).toEqual({
      count: 100,
      atLeast: false,
    })
  })

  it('follows what is listed by itself as far back as it reaches', async () => {
    await bed.db.query(`
      update delivery set state = 'failed' where late;
      insert into unsuccessful_delivery (state, message_id, ordinal, handler_id, run)
        select 'failed', message_id, ordinal, handler_id, run from delivery where late`)
    const { body } = await api.get('/messages', { status: 'FAILED', count: true }).expect(200)
    expect(body).toMatchObject({ items: [{ company: 'RARE' }], next: null, count: { count: 1 } })
    await bed.db.query(
      `delete from unsuccessful_delivery; update delivery set state = 'completed' where late`,
    )
  })

  it('goes through all of it for an action, in parts', async () => {
    const filter = { late: true }
    const { body } = await api.post('/deliveries/actions/rerun', { filter }).expect(202)
    expect(body).toMatchObject({ matched: 0, atLeast: true })
    let batches = 0
    while (await api.runDue()) batches += 1
    expect(batches).toBeGreaterThanOrEqual(1)
    const action = await api.get(`/actions/${body.actionId}`).expect(200)
    expect(action.body).toMatchObject({ state: 'finished', done: 1, refused: 0 })
  })
})
