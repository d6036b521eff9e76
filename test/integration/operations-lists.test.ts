import { describe, expect, it } from '@jest/globals'
import { type Item, JOB, useStoredMessages } from '../support/read-operations-bed.ts'
import { HIRE } from '../support/soap-message.ts'

describe('the operations API lists', () => {
  const test = useStoredMessages()
  const { ids, send, nameOf, itemsOf, found, searched } = test

  it('shows every message with its status', async () => {
    const { body } = await test.api.get('/messages', { count: 'true' }).expect(200)
    const statuses = Object.fromEntries(
      body.items.map(({ id, status }: { id: string; status: string }) => [nameOf(id), status]),
    )
    expect(statuses).toEqual({
      completed: 'COMPLETED',
      failed: 'FAILED',
      behind: 'FAILED',
      waiting: 'PROCESSING',
      retry: 'RETRY',
      scheduled: 'PROCESSING',
      first: 'COMPLETED',
      repeat: 'DISCARDED',
      unhandled: 'NO_HANDLER',
      undecodable: 'UNDECODABLE',
    })
    expect(body).toMatchObject({
      next: null,
      examinedTo: null,
      count: { count: 10, atLeast: false },
    })
  })

  it.each([
    [{ status: 'FAILED' }, ['behind', 'failed']],
    [{ status: 'RETRY' }, ['retry']],
    [{ status: 'PROCESSING' }, ['scheduled', 'waiting']],
    [{ status: 'COMPLETED' }, ['completed', 'first']],
    [{ status: 'NO_HANDLER' }, ['unhandled']],
    [{ status: 'DISCARDED' }, ['repeat']],
    [{ status: 'UNDECODABLE' }, ['undecodable']],
    [{ handler: 'flaky' }, ['retry']],
    [{ handler: 'broken', status: 'FAILED', company: 'OTHER' }, ['behind']],
    [{ type: JOB }, ['retry']],
    [{ company: 'OTHER' }, ['behind']],
    [{ correlationId: 'c-other' }, ['behind']],
    [{ eventId: 'e-good' }, ['completed']],
    [{ eventId: 'e-again' }, ['first', 'repeat']],
    [{ eventId: 'e-again', status: 'DISCARDED' }, ['repeat']],
    [{ externalEventId: 'none' }, []],
    [{ from: '2020-01-01T00:00:00Z', to: '2020-01-02T00:00:00+01:00' }, []],
    [{ to: '2020-01-02T00:00:00Z' }, []],
    [{ from: '9999-12-31T23:59:59Z' }, []],
  ])('finds messages by %j', async (query, names) => {
    expect(await found('/messages', query)).toEqual(names)
  })

  it('finds messages by client, external event id and id', async () => {
    const [known] = await itemsOf('/messages', { messageId: ids.completed })
    expect(await found('/messages', { externalEventId: known?.externalEventId })).toEqual([
      'completed',
    ])
    const { clientId } = (known as Item).caller as { clientId: string }
    expect(await found('/messages', { client: clientId })).toHaveLength(10)
    expect(await found('/messages', { from: '2020-01-01T00:00:00Z' })).toHaveLength(10)
  })

  it('finds messages by person and by subject', async () => {
    expect(await searched('/messages/search', { person: { key: 'bad1' } })).toEqual([
      'behind',
      'failed',
      'waiting',
    ])
    const person = { key: 'bad1', kind: 'userId', company: 'OTHER' }
    expect(await searched('/messages/search', { person })).toEqual(['behind'])
    expect(await searched('/messages/search', { person: { key: 'bad1', kind: 'other' } })).toEqual(
      [],
    )
    expect(await searched('/messages/search', { person: { key: 'unknown' } })).toEqual([])
    const { body } = await test.api.post('/subjects/search', person).expect(200)
    const [{ id: subject }] = body.items
    expect(await found('/messages', { subject })).toEqual(['behind'])
    expect(await searched('/messages/search', { subject, person: { key: 'good1' } })).toEqual([])
  })

  it('finds messages by text, whatever its case and its signs', async () => {
    expect(await searched('/messages/search', { text: 'PGOOD1' })).toEqual(['completed'])
    expect(await searched('/messages/search', { text: 'bad1', company: 'OTHER' })).toEqual([
      'behind',
    ])
    expect(await searched('/messages/search', { text: '%' })).toEqual([])
    expect(await searched('/events/search', { text: 'Good1' })).toEqual(['completed'])
    expect(await searched('/deliveries/search', { text: 'good2' })).toEqual(['failed'])
    expect(await searched('/events/search', { text: 'good' })).toEqual([])
  })

  it.each([
    [{ type: HIRE, company: 'OTHER' }, ['behind']],
    [{ repeat: 'true' }, ['repeat']],
    [{ repeat: 'false', eventId: 'e-again' }, ['first']],
    [{ otherContent: 'true' }, []],
    [{ entityType: 'EmpJob', type: JOB }, ['retry']],
    [{ entityType: 'Other' }, []],
    [{ handler: 'later' }, ['scheduled']],
    [{ correlationId: 'c-other' }, ['behind']],
  ])('finds events by %j', async (query, names) => {
    expect(await found('/events', query)).toEqual(names)
  })

  it.each([
    [{ state: 'failed' }, ['behind', 'failed']],
    [{ state: 'retrying' }, ['retry']],
    [{ state: 'waiting' }, ['waiting']],
    [{ state: 'scheduled' }, ['scheduled']],
    [{ state: 'running' }, []],
    [{ state: 'skipped' }, []],
    [{ state: 'cancelled' }, []],
    [{ state: 'completed', type: HIRE, company: 'ACME' }, ['completed', 'failed', 'first']],
    [{ holdsPlace: 'true' }, ['behind', 'failed', 'retry', 'waiting']],
    [{ attempted: 'false' }, ['scheduled', 'waiting']],
    [{ rerun: 'true' }, []],
    [{ latest: 'false' }, []],
    [{ latest: 'true', handler: 'flaky' }, ['retry']],
    [{ edited: 'true' }, []],
    [{ late: 'true' }, []],
    [{ reasonCode: 'rejected' }, ['behind', 'failed']],
    [{ handler: 'flaky', eventId: 'none' }, []],
  ])('finds deliveries by %j', async (query, names) => {
    expect(await found('/deliveries', query)).toEqual(names)
  })

  it.each([
    [{ outcome: 'rejected' }, ['behind', 'failed']],
    [{ outcome: 'retry' }, ['retry']],
    [{ running: 'true' }, []],
    [{ handler: 'flaky' }, ['retry']],
    [{ instanceId: '00000000-0000-0000-0000-000000000000' }, []],
    [{ company: 'OTHER', running: 'false' }, ['behind']],
  ])('finds attempts by %j', async (query, names) => {
    expect(await found('/attempts', query)).toEqual(names)
  })

  it('lists parked lanes with their head, its reason and what waits behind it', async () => {
    const lanes = await itemsOf('/lanes', { status: 'parked', handler: 'broken', company: 'ACME' })
    expect(lanes).toEqual([
      expect.objectContaining({
        handler: 'broken',
        subject: expect.objectContaining({ kind: 'userId', key: '‹userId›', company: 'ACME' }),
        status: 'parked',
        waiting: 2,
        waitingBehind: 1,
        leased: false,
        head: expect.objectContaining({
          messageId: ids.failed,
          ordinal: 0,
          state: 'failed',
          attemptsStarted: 1,
          countedAttempts: 1,
          reasonCode: 'rejected',
          type: HIRE,
          error: { name: 'RejectError', message: 'no account for ‹userId›' },
        }),
      }),
    ])
  })

  it.each([
    [{ status: 'parked' }, 2],
    [{ status: 'open', headState: 'retrying' }, 1],
    [{ headState: 'scheduled' }, 0],
    [{ leased: 'true' }, 0],
    [{ leased: 'false', waiting: '1' }, 3],
    [{ waiting: '2' }, 1],
    [{ company: 'OTHER' }, 1],
    [{ reasonCode: 'rejected' }, 2],
    [{ reasonCode: 'other' }, 0],
    [{ oldest: '2020-01-01T00:00:00Z' }, 0],
    [{ oldest: '2120-01-01T00:00:00Z', status: 'parked' }, 2],
  ])('finds lanes by %j', async (query, number) => {
    const { body } = await test.api.get('/lanes', { ...query, count: true }).expect(200)
    expect(body.items).toHaveLength(number)
    expect(body.count).toEqual({ count: number, atLeast: false })
  })

  it.each([
    ['handler', 'brokn', 'broken', 'a handler of /handlers, no handler has this name'],
    [
      'client',
      'sucessfactors',
      'successfactors',
      'the client id of a caller of /messages, no caller has this id',
    ],
  ])(
    'refuse a %s that is not known, and name the nearest one',
    async (field, typed, meant, text) => {
      const expected = (end: string) => ({
        error: { code: `${field}_unknown`, message: `expected ${text}${end}` },
      })
      for (const path of ['/messages', '/events', '/deliveries', '/attempts']) {
        const { body } = await test.api.get(path, { [field]: typed, count: true }).expect(400)
        expect([path, body]).toEqual([path, expected(`: did you mean ${meant}?`)])
      }
      const filter = { [field]: 'nobody knows it' }
      const calls: [string, object][] = [
        ['/messages/search', filter],
        ['/messages/export', { ...filter, columns: ['id'], zone: 'UTC', separator: ';' }],
        ['/deliveries/actions/replay', { filter, dryRun: true }],
        ['/deliveries/actions/replay', { filter: { messages: filter }, dryRun: true }],
      ]
      for (const [path, body] of calls) {
        expect((await test.api.post(path, body).expect(400)).body).toEqual(expected(''))
      }
      const { body } = await test.api.get('/messages', { [field]: meant }).expect(200)
      expect(body.items.length).toBeGreaterThan(0)
    },
  )

  it('take a handler that no instance has any more', async () => {
    await test.bed.rows(`update handler set retired_at = now() where name = 'flaky'`)
    const { body } = await test.api.get('/messages', { handler: 'flaky' }).expect(200)
    expect(body.items.map(({ id }: { id: string }) => nameOf(id))).toEqual(['retry'])
    await test.bed.rows(`update handler set retired_at = null where name = 'flaky'`)
  })

  it.each(['/messages', '/events', '/deliveries', '/attempts', '/subjects', '/lanes'])(
    'pages through %s without loss or double while rows are added',
    async (path) => {
      const { body: whole } = await test.api.get(path, { limit: 200, count: true }).expect(200)
      const seen: unknown[] = []
      let cursor: string | undefined
      for (let pages = 0; pages < 50; pages += 1) {
        const query = cursor === undefined ? { limit: 2 } : { limit: 2, cursor }
        const { body } = await test.api.get(path, query).expect(200)
        expect(body.items.length).toBeLessThanOrEqual(2)
        seen.push(...body.items)
        if (pages === 0 && path !== '/lanes' && path !== '/subjects') {
          ids[`added for ${path}`] = await send([{ userId: 'added' }], {
            type: 'com.example.Unhandled',
          })
        }
        if (body.next === null) break
        cursor = body.next
      }
      expect(seen).toEqual(whole.items)
      expect(whole.count).toEqual({ count: whole.items.length, atLeast: false })
    },
  )
})
