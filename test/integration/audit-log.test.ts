import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { reject } from '../../lib/handler.ts'
import { type AuditLogService, startAuditLogService } from '../support/audit-log-service.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const VALUES = { lastName: 'Quastenflosser', salary: '98765.43' }

interface Document {
  readonly uuid: string
  readonly user: string
  readonly object: { readonly type: string; readonly id: Readonly<Record<string, string>> }
  readonly data_subject: unknown
  readonly attributes: readonly { readonly name: string }[]
}

describe('the audit log, version 2', () => {
  let bed: TestBed
  let instance: TestInstance
  let audit: AuditLogService
  let seen: string[]
  let messageId: string

  beforeAll(async () => {
    bed = await createTestBed()
    audit = await startAuditLogService()
    const credentials = {
      url: audit.url,
      uaa: { url: audit.url, clientid: 'client', clientsecret: 'secret' },
    }
    seen = []
    instance = await bed.startInstance({
      environment: {
        VCAP_SERVICES: JSON.stringify({ auditlog: [{ name: 'log', credentials }] }),
      },
      handlers: {
        directory: { on: '*', run: () => reject('not this one') },
        observer: { on: '*', run: ({ type }) => void seen.push(type ?? '') },
      },
    })
    messageId = await instance.send([{ userId: '4711', params: VALUES }])
    await bed.settled()
  })
  beforeEach(() => {
    audit.accepted.length = 0
  })
  afterEach(() => {
    audit.isAway = false
  })
  afterAll(async () => {
    await bed.stop()
    await audit.close()
  })

  const get = async (path: string) =>
    request(`${instance.url}/operations/v1`)
      .get(path)
      .set('Authorization', `Bearer ${await bed.token('operator')}`)
  const post = async (path: string, body: object) =>
    request(`${instance.url}/operations/v1`)
      .post(path)
      .set('Authorization', `Bearer ${await bed.token('operator')}`)
      .send(body)
  const reveal = () => get(`/messages/${messageId}?reveal=true`)
  const documents = () => audit.accepted.map(({ body }) => body as Document)
  const received = (count: number) =>
    settledOrTimeout(() => audit.accepted.length >= count, `${count} documents`)
  const entries = () =>
    bed.rows<{ state: string; attempts: number; id: string }>(
      `select d.state, d.attempts_started as attempts, d.message_id as id
       from delivery d join handler h on h.id = d.handler_id
       where h.name = 'audit-log' order by d.position`,
    )

  it('gets each reveal, with the employee and no value', async () => {
    const shown = await reveal()
    expect([shown.status, shown.text.includes(VALUES.lastName)]).toEqual([200, true])
    const body = await get(`/messages/${messageId}/body`)
    expect(body.status).toBe(200)
    await post('/messages/search', { text: VALUES.lastName })
    await received(3)
    expect(audit.accepted.map(({ path }) => path)).toEqual(
      Array.from({ length: 3 }, () => '/audit-log/oauth2/v2/data-accesses'),
    )
    const fields = documents().map(({ attributes }) => attributes.map(({ name }) => name))
    expect(fields.flat().sort()).toEqual(['body', 'search', 'values'])
    for (const document of documents()) {
      expect(document).toMatchObject({
        tenant: '$PROVIDER',
        user: bed.authorizationServer.clients.operator.clientId,
        data_subject: { type: 'employee', id: { company: 'ACME', userId: '4711' } },
      })
    }
    expect(documents()[0]?.object.id.message).toBe(messageId)
    for (const { text } of audit.accepted) {
      expect(text).not.toMatch(/Quastenflosser|98765/i)
    }
    expect(new Set(documents().map(({ uuid }) => uuid)).size).toBe(3)
  })

  it('gets edits with the names of the fields', async () => {
    const event = { params: [{ name: 'lastName', value: 'Beutelwolf' }], type: 'other.type' }
    const path = `/deliveries/${messageId}/0/directory/0/actions/edit`
    expect((await post(path, { event })).status).toBe(200)
    await bed.settled()
    const many = { filter: { handler: 'directory' }, event: { entityType: 'Other' } }
    expect((await post('/deliveries/actions/edit', many)).status).toBe(202)
    await received(2)
    expect(audit.accepted.map(({ path }) => path)).toEqual(
      Array.from({ length: 2 }, () => '/audit-log/oauth2/v2/data-modifications'),
    )
    const fields = documents().map(({ attributes }) => attributes.map(({ name }) => name).sort())
    expect(fields).toEqual([['params.lastName', 'type'], ['entityType']])
    for (const { text } of audit.accepted) {
      expect(text).not.toMatch(/Beutelwolf|other\.type|Other/)
    }
  })

  it('gets previews that show any field as a type', async () => {
    const answer = await request(instance.url)
      .post('/http/successfactors/events/ACME')
      .set('Authorization', `Bearer ${await bed.token()}`)
      .set('Content-Type', 'text/xml')
      .send('<a><row><no>7</no><pay>90</pay></row>')
    const id = answer.headers.sap_messageprocessinglogid as string
    const body = '<a><row><no>7</no><pay>90</pay></row></a>'
    const places = { events: 'row[*]', subject: 'no', type: 'pay' }
    const preview = await post(`/messages/${id}/actions/preview-repair`, { body, places })
    expect(preview.body.type).toBe('90')
    await received(1)
    expect(documents()[0]).toMatchObject({
      object: { id: { message: id } },
      data_subject: { type: 'record' },
      attributes: [{ name: 'values' }],
    })
    const form = { body: '{"userId":"4712"}', contentType: 'application/json', type: 'x' }
    expect((await post(`/messages/${id}/actions/repair`, form)).status).toBe(200)
    await received(2)
    const [, repair] = documents()
    expect(repair).toMatchObject({ data_subject: { id: { userId: '4712' } } })
    expect(repair?.attributes.map(({ name }) => name)).toEqual(['body', 'contentType', 'type'])
  })

  it('loses nothing while it is away, and the page goes on', async () => {
    audit.isAway = true
    const shown = await reveal()
    expect(shown.status).toBe(200)
    await settledOrTimeout(
      async () => (await entries()).some(({ state }) => state === 'retrying'),
      'an entry to be tried again',
    )
    expect(audit.accepted).toEqual([])
    audit.isAway = false
    await post('/deliveries/actions/release', { filter: { handler: 'audit-log' } })
    await received(1)
    await bed.settled()
    const last = (await entries()).at(-1)
    expect(last?.state).toBe('completed')
    expect(last?.attempts).toBeGreaterThan(1)
  })

  it('gets a new token in place of a withdrawn one', async () => {
    await reveal()
    await received(1)
    const asked = audit.tokenRequests.length
    audit.withdrawTokens()
    await reveal()
    await received(2)
    expect(audit.tokenRequests).toHaveLength(asked + 1)
    await bed.settled()
    expect((await entries()).at(-1)).toMatchObject({ state: 'completed', attempts: 1 })
  })

  it('parks an entry that it refuses, alone in its lane, until an operator replays it', async () => {
    audit.statuses.push(400)
    await reveal()
    await reveal()
    await received(1)
    await bed.settled()
    const [parked] = await bed.rows<{ id: string }>(
      `select d.message_id as id from delivery d join handler h on h.id = d.handler_id
       where h.name = 'audit-log' and d.state = 'failed'`,
    )
    const path = `/deliveries/${parked?.id}/0/audit-log/0/actions`
    expect((await post(`${path}/edit`, { event: { type: 'x' } })).status).toBe(409)
    expect((await post(`${path}/skip`, { comment: 'hide it' })).status).toBe(409)
    expect((await post(`${path}/cancel`, { comment: 'hide it' })).status).toBe(409)
    const filter = { handler: 'audit-log' }
    for (const kind of ['skip', 'cancel']) {
      const dry = await post(`/deliveries/actions/${kind}`, { filter, comment: 'x', dryRun: true })
      expect(dry.body).toMatchObject({ matched: 0 })
    }
    expect((await post(`${path}/replay`, {})).status).toBe(200)
    await received(2)
  })

  it('leaves a value hidden if its entry cannot be recorded', async () => {
    await bed.rows(`alter table message add constraint full_disk
      check (discarded is distinct from 'internal') not valid`)
    const answers = [await reveal(), await get(`/messages/${messageId}/body`)]
    await bed.rows('alter table message drop constraint full_disk')
    for (const { status, text } of answers) {
      expect(status).toBeGreaterThanOrEqual(500)
      expect(text).not.toContain(VALUES.lastName)
    }
  })

  it('gets no event of a sender', async () => {
    const before = (await entries()).length
    await instance.send(['4711'], 'sf-event-receiver.audit.data-access')
    await bed.settled()
    expect(await entries()).toHaveLength(before)
  })

  it('leaves lists, numbers and other handlers as they are', async () => {
    await settledOrTimeout(() => seen.length === 3, 'three events for the observer')
    const messages = await get('/messages?count=true')
    const events = await get('/events?count=true')
    expect(messages.body.items).toHaveLength(3)
    expect(events.body.items).toHaveLength(3)
    expect([messages.body.count.count, events.body.count.count]).toEqual([3, 3])
    const overview = (await get('/overview')).body
    expect(overview.today).toMatchObject({ received: 3, completed: 3, failed: 2, waiting: 1 })
    expect(
      overview.types.reduce((sum: number, { events }: { events: number }) => sum + events, 0),
    ).toBe(3)
    const subjects = (await get('/subjects')).body.items as { kind: string }[]
    expect(subjects.map(({ kind }) => kind)).not.toContain('internal')
    const [first] = messages.body.items as { receivedAt: string }[]
    expect(overview.lastEventAt.slice(0, 19)).toBe(first?.receivedAt.slice(0, 19))
    expect(await bed.rows('select from identity')).toHaveLength(2)
    expect((await get('/deliveries?handler=audit-log')).body.items.length).toBeGreaterThan(5)
    for (const kind of ['hand-over', 'decode']) {
      const dry = await post(`/messages/actions/${kind}`, {
        filter: {},
        comment: 'x',
        dryRun: true,
      })
      expect(dry.body).toMatchObject({ matched: 0 })
    }
    const backfill = await post('/handlers/observer/actions/backfill', { filter: {}, dryRun: true })
    expect(backfill.body).toMatchObject({ matched: 0 })
    const [entry] = await entries()
    const detail = await get(`/messages/${entry?.id}`)
    expect(detail.body).toMatchObject({ status: 'COMPLETED', discarded: 'internal' })
  })
})
