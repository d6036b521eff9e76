import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { z } from 'zod'
import type { OperationsDeps } from '../../srv/operations/operations-deps.ts'
import { operationsRoutes } from '../../srv/operations/operations-routes.ts'
import { startOperations, type TestOperations } from '../support/operations-bed.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

const SOME_ID = '01990000-0000-7000-8000-000000000001'

describe('the door of the operations API', () => {
  let bed: TestBed
  let api: TestOperations

  beforeAll(async () => {
    bed = await createTestBed()
    const instance = await bed.startInstance({ handlers: {} })
    await instance.stop()
    api = await startOperations(bed)
  }, 60_000)
  afterAll(async () => {
    expect(api.internalErrors).toEqual([])
    await api.stop()
    await bed.stop()
  })

  const routes = operationsRoutes({} as OperationsDeps).map(({ method, path, grant }) => ({
    method,
    path,
    grant,
    address: path
      .replace('{id}', path.startsWith('/subjects') ? '1' : SOME_ID)
      .replace('{messageId}', SOME_ID)
      .replace('{ordinal}', '0')
      .replace('{handler}', 'h')
      .replace('{run}', '0')
      .replace('{name}', 'h'),
  }))

  it.each(routes)('$method $path needs a token with a grant', async ({ method, address }) => {
    const without = await request(api.url)[method](address).expect(401)
    expect(without.headers['www-authenticate']).toMatch(/^Bearer realm=/)
    expect(without.body).toEqual({
      error: { code: 'token_missing', message: expect.stringContaining('WWW-Authenticate') },
    })
    const ingest = await request(api.url)
      [method](address)
      .set('Authorization', `Bearer ${await bed.token()}`)
      .expect(403)
    expect(ingest.body.error.code).toBe('grant_missing')
    expect(ingest.headers['www-authenticate']).toContain('error="insufficient_scope"')
    expect(ingest.headers['cache-control']).toBe('no-store')
  })

  it('asks for the grant that the work needs', () => {
    const grants = Object.fromEntries(routes.map(({ path, grant }) => [path, grant]))
    expect(grants['/messages']).toBe('Monitor')
    expect(grants['/messages/{id}/body']).toBe('Reveal')
    const acting = routes.filter(({ path }) => /.\/actions\/\w+$/.test(path))
    expect(acting.length).toBeGreaterThan(15)
    const others = acting.filter(({ path }) => !path.startsWith('/subjects'))
    expect(new Set(others.map(({ grant }) => grant))).toEqual(new Set(['Operate']))
    expect(grants['/subjects/{id}/actions/forget']).toBe('Forget')
  })

  it.each([
    ['an unknown parameter', '/messages?stauts=FAILED', 'stauts', 'unknown field'],
    ['a value of no list', '/messages?status=BROKEN', 'status', 'Invalid option'],
    ['a parameter twice', '/messages?type=a&type=b', 'type', 'expected string'],
    ['a time that is none', '/messages?from=yesterday', 'from', 'expected a time'],
    ['NUL', '/messages?company=a%00b', 'company', 'NUL'],
    ['an empty value', '/messages?company=', 'company', 'Too small'],
    ['a limit of nothing', '/messages?limit=0', 'limit', 'Too small'],
    ['a limit beyond 200', '/deliveries?limit=201', 'limit', 'Too big'],
    ['a limit that is no number', '/events?limit=many', 'limit', 'expected number'],
    ['a prototype', '/messages?__proto__=1', '__proto__', 'unknown field'],
    ['a flag of another kind', '/deliveries?holdsPlace=1', 'holdsPlace', 'expected true or false'],
    ['a person in an address', '/messages?person=20001', 'person', 'unknown field'],
    ['text in an address', '/messages?text=20001', 'text', 'unknown field'],
    ['an id that is none', '/messages/1', 'id', 'expected a UUID'],
    ['an ordinal that is none', `/deliveries/${SOME_ID}/-1/h/0`, 'ordinal', 'whole number'],
    ['a subject that is none', '/subjects/abc', 'id', 'expected the id of a subject'],
  ])('refuses %s', async (_what, path, field, message) => {
    const { body } = await api.get(path).expect(400)
    expect(body.error.code).toBe('request_invalid')
    expect(body.error.details).toEqual([
      expect.objectContaining({ field, message: expect.stringContaining(message) }),
    ])
  })

  it('refuses half a character in a filter, which no text of the database holds', async () => {
    const filter = { client: '\ud800' }
    const { body } = await api.post('/deliveries/actions/replay', { filter }).expect(400)
    expect(body.error.details).toEqual([
      expect.objectContaining({
        field: 'filter.client',
        message: expect.stringContaining('Unicode'),
      }),
    ])
  })

  it('lists every mistake with its place', async () => {
    const { body } = await api
      .post(`/deliveries/x/0/h/0/actions/skip`, { comments: 'x', comment: 5 })
      .expect(400)
    expect(
      body.error.details.map((mistake: { in: string; field: string }) => [
        mistake.in,
        mistake.field,
      ]),
    ).toEqual([
      ['path', 'messageId'],
      ['body', 'comment'],
      ['body', 'comments'],
    ])
  })

  const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  it.each([
    ['no base64', '%27%20or%201=1'],
    ['no JSON', Buffer.from('{').toString('base64url')],
    ['no list', encoded({ id: SOME_ID })],
    ['too short', encoded([])],
    ['too long', encoded([SOME_ID, 1, 1])],
    ['another kind', encoded([1, SOME_ID])],
    ['SQL', encoded(["' or 1=1 --", 1])],
    ['a number that no column holds', encoded([SOME_ID, 1e300])],
    ['a fraction', encoded([SOME_ID, 0.5])],
    ['an object', encoded([SOME_ID, { parts: ['1'], values: [] }])],
    ['very long', 'A'.repeat(5_000)],
  ])('refuses a cursor that is %s', async (_what, cursor) => {
    const { body } = await api.get(`/events?cursor=${cursor}`).expect(400)
    expect(body.error.details[0].field).toBe('cursor')
  })

  it('takes what could be SQL for what it says', async () => {
    for (const type of [`'; drop table message; --`, '$1', '%', '\\']) {
      const { body } = await api.get('/messages', { type }).expect(200)
      expect(body.items).toEqual([])
      await api.post('/messages/search', { text: type, person: { key: type } }).expect(200)
    }
  })

  it('refuses bodies that are no JSON objects, without quoting them', async () => {
    const token = await bed.token('operator')
    const post = (type: string, body: string) =>
      request(api.url)
        .post('/messages/search')
        .set('Authorization', `Bearer ${token}`)
        .set('Content-Type', type)
        .send(body)
    const broken = await post('application/json', '{"text": "secret').expect(400)
    expect(broken.body.error.code).toBe('request_invalid')
    expect(broken.text).not.toContain('secret')
    await post('application/json', '[]').expect(400)
    await post('application/json', 'null').expect(400)
    expect((await post('text/xml', '<a/>').expect(415)).body.error.code).toBe('content_type')
    await post('application/json; charset=latin1', '{}').expect(415)
    const large = JSON.stringify({ text: 'x'.repeat(1_100_000) })
    expect((await post('application/json', large).expect(413)).body.error.code).toBe(
      'body_too_large',
    )
    const unknown = await post('application/json', '{"person":{"key":"a","name":"b"}}').expect(400)
    expect(unknown.body.error.details).toEqual([
      { in: 'body', field: 'person.name', message: 'unknown field' },
    ])
  })

  it('answers what it does not have in JSON', async () => {
    expect((await api.get('/nothing').expect(404)).body.error.code).toBe('not_found')
    expect((await api.get('/messages/%E0%A4%A').expect(400)).body.error.code).toBe(
      'request_invalid',
    )
    await api.post('/messages').expect(404)
    expect((await api.get(`/messages/${SOME_ID}`).expect(404)).body.error.code).toBe('not_found')
  })

  describe('its document', () => {
    type Json = Record<string, unknown>
    let document: Record<string, Json>
    beforeAll(async () => {
      document = await api.read('/openapi.json')
    })

    it('is OpenAPI 3.1 and has every route', () => {
      expect(document.openapi).toBe('3.1.0')
      const declared = routes.map(({ method, path }) => `${method} ${path}`)
      const described = Object.entries(document.paths as Json).flatMap(([path, item]) =>
        Object.keys(item as Json).map((method) => `${method} ${path}`),
      )
      expect(described.sort()).toEqual([...declared, 'get /openapi.json'].sort())
    })

    it('names each operation once and each path parameter', () => {
      const operations = Object.entries(document.paths as Json).flatMap(([path, item]) =>
        Object.values(item as Json).map((operation) => ({ path, operation: operation as Json })),
      )
      const names = operations.map(({ operation }) => operation.operationId)
      expect(new Set(names).size).toBe(names.length)
      for (const { path, operation } of operations) {
        const inPath = (operation.parameters as unknown as { in: string; name: string }[])
          .filter((parameter) => parameter.in === 'path')
          .map(({ name }) => `{${name}}`)
        expect(inPath).toEqual(path.match(/\{\w+\}/g) ?? [])
      }
    })

    it('resolves every reference, and no schema is left over', () => {
      const schemas = (document.components as Json).schemas as Json
      const used = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(
        ([, ref]) => ref,
      )
      expect(used.length).toBeGreaterThan(100)
      for (const ref of used) {
        expect(ref).toMatch(/^#\/components\/schemas\/\w+$/)
        expect(Object.keys(schemas)).toContain((ref as string).split('/').at(-1))
      }
      const names = new Set(used.map((ref) => (ref as string).split('/').at(-1)))
      expect(Object.keys(schemas).filter((name) => !names.has(name))).toEqual([])
    })

    it('describes what is answered and what is sent', () => {
      const schemas = (document.components as Json).schemas as unknown as Record<string, object>
      expect(schemas.Message).toMatchObject({
        properties: { receivedAt: { type: 'string', format: 'date-time' } },
      })
      expect(schemas.SkipMany).toMatchObject({
        additionalProperties: false,
        required: ['filter', 'comment'],
      })
      const search = z.fromJSONSchema({
        ...schemas.MessageSearch,
        $defs: {},
      } as never)
      expect(search.safeParse({ status: 'FAILED', limit: 5 }).success).toBe(true)
      expect(search.safeParse({ stauts: 'FAILED' }).success).toBe(false)
    })
  })
})
