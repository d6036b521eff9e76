import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { type AuditLogBed, createAuditLogBed, VALUES } from '../support/audit-log-bed.ts'
import { settledOrTimeout } from '../support/eventually.ts'

describe('the audit log, version 2', () => {
  let on: AuditLogBed

  beforeAll(async () => {
    on = await createAuditLogBed()
  })
  beforeEach(() => {
    on.audit.accepted.length = 0
  })
  afterEach(() => {
    on.audit.isAway = false
  })
  afterAll(() => on.stop())

  it('gets each reveal, with the employee and no value', async () => {
    const shown = await on.reveal()
    expect([shown.status, shown.text.includes(VALUES.lastName)]).toEqual([200, true])
    const body = await on.get(`/messages/${on.messageId}/body`)
    expect(body.status).toBe(200)
    await on.post('/messages/search', { text: VALUES.lastName })
    await on.received(3)
    expect(on.audit.accepted.map(({ path }) => path)).toEqual(
      Array.from({ length: 3 }, () => '/audit-log/oauth2/v2/data-accesses'),
    )
    const fields = on.documents().map(({ attributes }) => attributes.map(({ name }) => name))
    expect(fields.flat().sort()).toEqual(['body', 'search', 'values'])
    for (const document of on.documents()) {
      expect(document).toMatchObject({
        tenant: '$PROVIDER',
        user: on.bed.authorizationServer.clients.operator.clientId,
        data_subject: { type: 'employee', id: { company: 'ACME', userId: '4711' } },
      })
    }
    // Each entry has a lane of its own: they come in any order.
    const values = on.documents().find(({ attributes }) => attributes[0]?.name === 'values')
    expect(values?.object.id.message).toBe(on.messageId)
    for (const { text } of on.audit.accepted) {
      expect(text).not.toMatch(/Quastenflosser|98765/i)
    }
    expect(new Set(on.documents().map(({ uuid }) => uuid)).size).toBe(3)
  })

  it('gets edits with the names of the fields', async () => {
    const event = { params: [{ name: 'lastName', value: 'Beutelwolf' }], type: 'other.type' }
    const path = `/deliveries/${on.messageId}/0/directory/0/actions/edit`
    expect((await on.post(path, { event })).status).toBe(200)
    await on.bed.settled()
    const many = { filter: { handler: 'directory' }, event: { entityType: 'Other' } }
    expect((await on.post('/deliveries/actions/edit', many)).status).toBe(202)
    await on.received(2)
    expect(on.audit.accepted.map(({ path }) => path)).toEqual(
      Array.from({ length: 2 }, () => '/audit-log/oauth2/v2/data-modifications'),
    )
    const fields = on.documents().map(({ attributes }) => attributes.map(({ name }) => name).sort())
    expect(fields).toEqual([['params.lastName', 'type'], ['entityType']])
    for (const { text } of on.audit.accepted) {
      expect(text).not.toMatch(/Beutelwolf|other\.type|Other/)
    }
  })

  it('gets previews that show any field as a type', async () => {
    const answer = await on.instance.call('<a><row><no>7</no><pay>90</pay></row>')
    const id = answer.headers.sap_messageprocessinglogid as string
    const body = '<a><row><no>7</no><pay>90</pay></row></a>'
    const places = { events: 'row[*]', subject: 'no', type: 'pay' }
    const preview = await on.post(`/messages/${id}/actions/preview-repair`, { body, places })
    expect(preview.body.type).toBe('90')
    await on.received(1)
    expect(on.documents()[0]).toMatchObject({
      object: { id: { message: id } },
      data_subject: { type: 'record' },
      attributes: [{ name: 'values' }],
    })
    const form = { body: '{"userId":"4712"}', contentType: 'application/json', type: 'x' }
    expect((await on.post(`/messages/${id}/actions/repair`, form)).status).toBe(200)
    await on.received(2)
    const [, repair] = on.documents()
    expect(repair).toMatchObject({ data_subject: { id: { userId: '4712' } } })
    expect(repair?.attributes.map(({ name }) => name)).toEqual(['body', 'contentType', 'type'])
  })

  it('loses nothing while it is away, and the page goes on', async () => {
    on.audit.isAway = true
    const shown = await on.reveal()
    expect(shown.status).toBe(200)
    await settledOrTimeout(
      async () => (await on.entries()).some(({ state }) => state === 'retrying'),
      'an entry to be tried again',
    )
    expect(on.audit.accepted).toEqual([])
    on.audit.isAway = false
    await on.post('/deliveries/actions/release', { filter: { handler: 'audit-log' } })
    await on.received(1)
    await on.bed.settled()
    const last = (await on.entries()).at(-1)
    expect(last?.state).toBe('completed')
    expect(last?.attempts).toBeGreaterThan(1)
  })

  it('gets a new token in place of a withdrawn one', async () => {
    await on.reveal()
    await on.received(1)
    const asked = on.audit.tokenRequests.length
    on.audit.withdrawTokens()
    await on.reveal()
    await on.received(2)
    expect(on.audit.tokenRequests).toHaveLength(asked + 1)
    await on.bed.settled()
    expect((await on.entries()).at(-1)).toMatchObject({ state: 'completed', attempts: 1 })
  })

  it('parks an entry that it refuses, alone in its lane, until an operator replays it', async () => {
    on.audit.statuses.push(400)
    await on.reveal()
    await on.reveal()
    await on.received(1)
    await on.bed.settled()
    const [parked] = await on.bed.rows<{ id: string }>(
      `select d.message_id as id from delivery d join handler h on h.id = d.handler_id
       where h.name = 'audit-log' and d.state = 'failed'`,
    )
    const path = `/deliveries/${parked?.id}/0/audit-log/0/actions`
    expect((await on.post(`${path}/edit`, { event: { type: 'x' } })).status).toBe(409)
    expect((await on.post(`${path}/skip`, { comment: 'hide it' })).status).toBe(409)
    expect((await on.post(`${path}/cancel`, { comment: 'hide it' })).status).toBe(409)
    const filter = { handler: 'audit-log' }
    for (const kind of ['skip', 'cancel']) {
      const dry = await on.post(`/deliveries/actions/${kind}`, {
        filter,
        comment: 'x',
        dryRun: true,
      })
      expect(dry.body).toMatchObject({ matched: 0 })
    }
    expect((await on.post(`${path}/replay`, {})).status).toBe(200)
    await on.received(2)
  })

  it('gets no event of a sender', async () => {
    const before = (await on.entries()).length
    await on.instance.send(['4711'], 'sf-event-receiver.audit.data-access')
    await on.bed.settled()
    expect(await on.entries()).toHaveLength(before)
  })

  it('leaves lists, numbers and other handlers as they are', async () => {
    await settledOrTimeout(() => on.seen.length === 3, 'three events for the observer')
    // The observer has seen the last one before its end is written.
    await on.bed.settled()
    const messages = await on.get('/messages?count=true')
    const events = await on.get('/events?count=true')
    expect(messages.body.items).toHaveLength(3)
    expect(events.body.items).toHaveLength(3)
    expect([messages.body.count.count, events.body.count.count]).toEqual([3, 3])
    const overview = (await on.get('/overview')).body
    expect(overview.today).toMatchObject({ received: 3, completed: 3, failed: 2, waiting: 1 })
    expect(
      overview.types.reduce((sum: number, { events }: { events: number }) => sum + events, 0),
    ).toBe(3)
    const subjects = (await on.get('/subjects')).body.items as { kind: string }[]
    expect(subjects.map(({ kind }) => kind)).not.toContain('internal')
    const [first] = messages.body.items as { receivedAt: string }[]
    expect(overview.lastEventAt.slice(0, 19)).toBe(first?.receivedAt.slice(0, 19))
    expect(await on.bed.rows('select from identity')).toHaveLength(2)
    expect((await on.get('/deliveries?handler=audit-log')).body.items.length).toBeGreaterThan(5)
    for (const kind of ['hand-over', 'decode']) {
      const dry = await on.post(`/messages/actions/${kind}`, {
        filter: {},
        comment: 'x',
        dryRun: true,
      })
      expect(dry.body).toMatchObject({ matched: 0 })
    }
    const backfill = await on.post('/handlers/observer/actions/backfill', {
      filter: {},
      dryRun: true,
    })
    expect(backfill.body).toMatchObject({ matched: 0 })
    const [entry] = await on.entries()
    const detail = await on.get(`/messages/${entry?.id}`)
    expect(detail.body).toMatchObject({ status: 'COMPLETED', discarded: 'internal' })
  })
})
