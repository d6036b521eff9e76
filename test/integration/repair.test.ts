import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import type { Grant } from '../../lib/auth/caller.ts'
import { type HandlerDefinition, reject } from '../../lib/handler.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { startOperations } from '../support/operations-bed.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const PATH = '/http/successfactors/events'
const TYPE = 'com.example.Changed'

describe('the repair of a message that could not be read', () => {
  let bed: TestBed
  let instance: TestInstance
  let token: string
  let operator: string
  /** of another person in each test: the same record within a minute is a repeat */
  let broken = ''
  let sound = ''
  let user = ''
  let tests = 0
  let isDown = false
  let seen: { id: string; type: string | null; user: string | null; name: string | null }[] = []
  let forwarded: string[] = []

  const directory: HandlerDefinition = {
    on: '*',
    retry: { attempts: 1 },
    async run(event, { idempotencyKey: id }) {
      const { type } = event
      seen.push({ id, type, user: event.key('userId'), name: event.key('firstName') })
      const message = await event.message()
      forwarded.push(message.body.toString('utf8'))
      if (isDown) reject('not now')
    },
  }

  beforeAll(async () => {
    bed = await createTestBed()
    instance = await bed.startInstance({
      handlers: { directory },
      environment: { BODY_LIMIT_MB: '1' },
    })
    token = await bed.token()
    operator = await bed.token('operator')
  })
  afterAll(() => bed.stop())
  beforeEach(() => {
    tests += 1
    user = `u${tests}`
    sound = `{"userId":"${user}","firstName":"Jana"}`
    broken = sound.replace('}', ',}')
    isDown = false
    seen = []
    forwarded = []
  })
  // A delivery that still runs would be seen by the next test.
  afterEach(() => bed.settled())
  const send = async (
    body: string | Buffer,
    { type = 'application/json', query = '', encoding }: Record<string, string | undefined> = {},
  ) => {
    const call = request(instance.url)
      .post(`${PATH}${query}`)
      .set('Authorization', `Bearer ${token}`)
      .set('Content-Type', type)
    if (encoding !== undefined) call.set('Content-Encoding', encoding)
    const answer = await call.serialize((given) => given).send(body)
    expect([400, 415]).toContain(answer.status)
    return answer.headers.sap_messageprocessinglogid as string
  }
  const api = (method: 'get' | 'post', path: string) =>
    request(instance.url)
      [method](`/operations/v1/messages/${path}`)
      .set('Authorization', `Bearer ${operator}`)
  const preview = (id: string, form: object) =>
    api('post', `${id}/actions/preview-repair`).send(form)
  const repair = (id: string, form: object) => api('post', `${id}/actions/repair`).send(form)
  const described = async (id: string) => (await api('get', id).expect(200)).body
  const bodyOf = async (id: string, query = {}) =>
    (await api('get', `${id}/body`).query(query).responseType('blob').expect(200)).body.toString()
  const becomes = (state: string, id: string) =>
    settledOrTimeout(async () => {
      const { rows } = await bed.db.query('select state from delivery where message_id = $1', [id])
      return rows.some((row) => row.state === state)
    }, `${id} to be ${state}`)
  const stored = async () => {
    const tables = [
      'message',
      'event',
      'delivery',
      'identity',
      'subject',
      'original_body',
      'action',
    ]
    const counts = tables.map((table) => `(select count(*)::int from ${table}) as ${table}`)
    const { rows } = await bed.db.query(`select ${counts.join(', ')}`)
    return rows[0]
  }

  it('is previewed with the lane of each event, and nothing is stored', async () => {
    const id = await send(broken)
    const before = await stored()
    const { body } = await preview(id, {
      body: `[${sound},{"code":"p1"},{"firstName":"Ole"}]`,
      type: TYPE,
    }).expect(200)
    expect(body).toMatchObject({
      revealed: false,
      decodeError: null,
      format: 'json',
      contract: 'record',
      type: TYPE,
      eventCount: 3,
      events: [
        { ordinal: 0, subjectKind: 'userId', subjectField: 'userId', subjectValue: user },
        { ordinal: 1, subjectKind: 'entity', subjectField: 'code', subjectValue: '‹code›' },
        { ordinal: 2, subjectKind: 'event', subjectField: null, subjectValue: null },
      ],
    })
    expect(body.events[0].content.keys).toContainEqual({ name: 'firstName', value: '‹firstName›' })
    expect(await stored()).toEqual(before)
    expect(seen).toEqual([])
    const unreadable = await preview(id, { body: '{' }).expect(200)
    expect(unreadable.body).toMatchObject({ decodeError: { code: 'json_malformed' }, events: [] })
  })

  it('shows values with Reveal, and records that', async () => {
    const id = await send(broken)
    const { body } = await preview(id, { body: `[${sound},{"code":"p1"}]`, reveal: true }).expect(
      200,
    )
    expect(body.events[0].content.keys).toContainEqual({ name: 'firstName', value: 'Jana' })
    expect(body.events[1].subjectValue).toBe('p1')
    const { rows } = await bed.db.query(
      `select detail from action where kind = 'reveal' and detail->>'messageId' = $1`,
      [id],
    )
    expect(rows).toEqual([{ detail: { what: 'values', messageId: id } }])
  })

  it('tells what was unusual about the repaired form, too', async () => {
    const id = await send('<a><b>', { type: 'text/xml', query: '?company_id=ACME' })
    const form = { body: '<a><b><userId>u\u0001</userId></b></a>', type: TYPE }
    const { body } = await preview(id, form).expect(200)
    expect(body.warnings).toEqual([{ code: 'characters_replaced' }])
    await repair(id, form).expect(200)
    expect((await described(id)).warnings).toEqual([
      { code: 'query_parameter_unknown', parameter: 'company_id', known: 'company' },
      { code: 'characters_replaced' },
    ])
  })

  it('is accepted: its events are handled, and both forms stay', async () => {
    const id = await send(broken)
    const { body } = await repair(id, { body: sound, type: TYPE, comment: 'a comma' }).expect(200)
    expect(body).toEqual({ actionId: expect.any(String), result: 'done' })
    await settledOrTimeout(
      async () => (await described(id)).status === 'COMPLETED',
      'the message to be completed',
    )
    expect(seen).toMatchObject([{ type: TYPE, user, name: 'Jana' }])
    const { deliveries, actions } = await described(id)
    expect(deliveries.length).toBeGreaterThan(0)
    expect(actions).toHaveLength(deliveries.length)
    expect(actions[0]).toMatchObject({ actionId: body.actionId, kind: 'repair', result: 'done' })
    const { rows: counted } = await bed.db.query('select deliveries from action where id = $1', [
      body.actionId,
    ])
    expect(counted).toEqual([{ deliveries: deliveries.length }])
    expect(await described(id)).toMatchObject({
      status: 'COMPLETED',
      typeHint: TYPE,
      events: [{ subjectField: 'userId', subjectValue: user, content: { type: TYPE } }],
      repair: {
        actionId: body.actionId,
        requestedAt: expect.any(String),
        by: { clientId: expect.any(String) },
        comment: 'a comma',
        bodyChanged: true,
        errorCode: 'json_malformed',
        contentType: 'application/json',
        typeHint: null,
        bodyBytes: broken.length,
      },
    })
    expect(await bodyOf(id)).toBe(sound)
    expect(await bodyOf(id, { form: 'original' })).toBe(broken)
    const { rows } = await bed.db.query('select kind, detail from action where id = $1', [
      body.actionId,
    ])
    expect(rows).toEqual([{ kind: 'repair', detail: { messageId: id, changed: ['body', 'type'] } }])
  })

  it('keeps the original as long as the message, whichever version deletes that', async () => {
    const id = await send(broken)
    await repair(id, { body: sound, type: TYPE }).expect(200)
    const originals = async () =>
      (await bed.db.query('select from original_body where message_id = $1', [id])).rows.length
    expect(await originals()).toBe(1)
    await bed.db.query('delete from message where id = $1', [id])
    expect(await originals()).toBe(0)
  })

  it('is the form that is read afterwards: forwarding, replay and edit', async () => {
    isDown = true
    const id = await send(broken)
    await repair(id, { body: sound, type: TYPE }).expect(200)
    await becomes('failed', id)
    expect(forwarded).toEqual([sound])
    // Another instance has read nothing of it yet.
    const late: HandlerDefinition = {
      on: '*',
      run: (event) => void backfilled.push(event.key('userId')),
    }
    const backfilled: (string | null)[] = []
    const other = await bed.startInstance({ handlers: { directory, late } })
    await instance.stop()
    isDown = false
    const post = (path: string, body = {}) =>
      request(other.url)
        .post(`/operations/v1${path}`)
        .set('Authorization', `Bearer ${operator}`)
        .send(body)
    const act = (kind: string, event = {}) =>
      post(`/deliveries/${id}/0/directory/0/actions/${kind}`, event).expect(200)
    await act('edit', { event: { entityType: 'Person' } })
    await becomes('completed', id)
    expect(seen.at(-1)).toMatchObject({ type: TYPE, user, name: 'Jana' })
    await act('rerun')
    await settledOrTimeout(async () => seen.length === 3, 'the second run')
    expect(seen.at(-1)).toMatchObject({ type: TYPE, user, name: 'Jana' })
    await post('/handlers/late/actions/backfill', { filter: {} }).expect(202)
    await settledOrTimeout(async () => backfilled.includes(user), 'the backfill')
    await other.stop()
    instance = await bed.startInstance({
      handlers: { directory },
      environment: { BODY_LIMIT_MB: '1' },
    })
  })

  it('needs no other body where type, Content-Type or places were missing', async () => {
    const csv = await send('userId;x\n', { type: 'text/odd' })
    await repair(csv, { contentType: 'text/csv' }).expect(409)
    const xml = await send('<a><row><no>7</no></row><row><no>8</no></row></a>', {
      type: 'text/xml',
      query: '?events=a.[b]',
    })
    expect((await described(xml)).places).toEqual({})
    const form = { type: TYPE, places: { events: 'row[*]', subject: 'no' } }
    const { body } = await preview(xml, form).expect(200)
    expect(body.events).toMatchObject([{ subjectField: 'no' }, { subjectField: 'no' }])
    await repair(xml, form).expect(200)
    await becomes('completed', xml)
    expect(await described(xml)).toMatchObject({
      places: form.places,
      repair: { bodyChanged: false, places: {}, errorCode: 'place_invalid' },
    })
    expect(await bodyOf(xml, { form: 'original' })).toBe(await bodyOf(xml))
  })

  it('is read in UTF-8, whatever encoding the original named', async () => {
    const id = await send(Buffer.from('<a>\xfc'), { type: 'text/xml; charset=ISO-8859-1' })
    const text = '<?xml version="1.0" encoding="ISO-8859-1"?><a><userId>Jürgen</userId></a>'
    await repair(id, { body: text, type: TYPE }).expect(200)
    await becomes('completed', id)
    expect(seen).toMatchObject([{ user: 'Jürgen' }])
  })

  it('replaces a body that could not be unzipped, which is shown as such', async () => {
    const cut = gzipSync(sound).subarray(0, 20)
    const id = await send(cut, { encoding: 'gzip' })
    expect(await described(id)).toMatchObject({
      contentEncoding: 'gzip',
      errorCode: 'body_encoding',
    })
    const { body } = await preview(id, { type: TYPE }).expect(200)
    expect(body.decodeError.code).toBe('body_encoding')
    await repair(id, { body: sound, type: TYPE }).expect(200)
    await becomes('completed', id)
    expect(await described(id)).toMatchObject({
      contentEncoding: null,
      repair: { contentEncoding: 'gzip' },
    })
  })

  it('recognises an event that came meanwhile', async () => {
    const event = '{"eventId":"e-1","userId":"u9","publishedAt":"2026-12-01T00:00:00Z"}'
    const id = await send(event.replace('}', ',}'))
    await request(instance.url)
      .post(`${PATH}?type=${TYPE}`)
      .set('Authorization', `Bearer ${token}`)
      .set('Content-Type', 'application/json')
      .send(event)
      .expect(200)
    await repair(id, { body: event, type: TYPE }).expect(200)
    expect(await described(id)).toMatchObject({
      duplicateOf: expect.any(String),
      deliveries: [],
    })
  })

  it('lets one of several operators and decoders through', async () => {
    const id = await send(broken)
    const forms = ['u1', 'u2', 'u3'].map((userId) => ({
      body: JSON.stringify({ userId, firstName: 'Jana' }),
      type: TYPE,
    }))
    const answers = await Promise.all([
      ...forms.map((form) => repair(id, form)),
      api('post', `${id}/actions/decode`).send({}),
    ])
    const statuses = answers.map(({ status }) => status)
    expect(statuses.slice(0, 3).sort()).toEqual([200, 409, 409])
    const losers = answers.filter(({ status }) => status === 409)
    for (const { body } of losers) {
      expect(body.error.code).toMatch(/^(not|still)_undecodable$/)
    }
    const { rows } = await bed.db.query(
      'select count(*)::int as n from event where message_id = $1',
      [id],
    )
    expect(rows).toEqual([{ n: 1 }])
    const { rows: acts } = await bed.db.query(
      `select id from action where kind = 'repair' and detail->>'messageId' = $1`,
      [id],
    )
    expect(acts).toEqual([{ id: (await described(id)).repair.actionId }])
  })

  it('is refused where there is nothing to repair, and leaves everything as it is', async () => {
    const id = await send(broken)
    const before = await stored()
    const still = await repair(id, { body: '{"a":', type: TYPE }).expect(409)
    expect(still.body.error.code).toBe('still_undecodable')
    await repair(id, { comment: 'nothing' }).expect(400)
    await repair(id, { places: { events: 'a..b' } }).expect(400)
    await repair(id, { body: 'x'.repeat(1024 * 1024 + 1) }).expect(413)
    await repair(id, { body: '\u0001'.repeat(400_000) }).expect(413)
    expect(await stored()).toEqual(before)
    expect(await bodyOf(id)).toBe(broken)
    await repair(id, { body: sound, type: TYPE }).expect(200)
    for (const again of [repair(id, { body: sound }), preview(id, {})]) {
      expect((await again.expect(409)).body.error.code).toBe('not_undecodable')
    }
    await repair(crypto.randomUUID(), { body: sound }).expect(404)
  })

  it('shows and takes a body with Reveal alone, and is for people with Operate', async () => {
    const id = await send('{"firstName":"Jana","userId":"u1"}\n{', { query: `?type=${TYPE}` })
    const by = async (...grants: Grant[]) =>
      startOperations(bed, {
        caller: {
          issuer: 'https://harbour.example',
          clientId: 'page',
          tenant: 't-1',
          grants: new Set(grants),
          person: true,
          user: 'someone@example.com',
          scopes: [],
          certificate: null,
        },
      })
    const monitor = await by('Monitor', 'Reveal')
    await monitor.post(`/messages/${id}/actions/preview-repair`, {}).expect(403)
    await monitor.post(`/messages/${id}/actions/repair`, { type: TYPE }).expect(403)
    const operate = await by('Monitor', 'Operate')
    await operate.post(`/messages/${id}/actions/preview-repair`, { body: sound }).expect(403)
    await operate.post(`/messages/${id}/actions/preview-repair`, { reveal: true }).expect(403)
    await operate.post(`/messages/${id}/actions/repair`, { body: sound }).expect(403)
    await operate.post(`/messages/${id}/actions/preview-repair`, { type: TYPE }).expect(200)
    // A type and an id are shown to everybody: such a place would show any value.
    for (const places of [{ type: 'firstName' }, { id: 'firstName' }]) {
      for (const action of ['preview-repair', 'repair']) {
        const path = `/messages/${id}/actions/${action}`
        const { body } = await operate.post(path, { contentType: null, places }).expect(403)
        expect(body.error.code).toBe('grant_missing')
      }
    }
    const subject = { contentType: null, places: { subject: 'firstName' } }
    await operate.post(`/messages/${id}/actions/preview-repair`, subject).expect(200)
    for (const api of [monitor, operate]) {
      expect(api.internalErrors).toEqual([])
      await api.stop()
    }
  })
})
