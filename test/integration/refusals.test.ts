import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import {
  type LocalPostgres,
  startLocalPostgres,
} from '../../lib/local/postgres/start-local-postgres.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { soapMessage } from '../support/soap-message.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

interface ShownRefusal {
  readonly code: string
  readonly calls: number
  readonly correlationId: string | null
  readonly id: string
  readonly path: string
  readonly cause: string
  readonly seen: { readonly clientId: string } | null
}

const PATH = '/http/successfactors/events'

describe('refusals', () => {
  let dataDir: string
  let postgres: LocalPostgres
  let bed: TestBed
  let instance: TestInstance
  let token: string
  let operator: string

  beforeAll(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-refusals-'))
    postgres = await startLocalPostgres({ dataDir })
    const { connection } = postgres
    bed = await createTestBed({ connection, url: '', drop: async () => undefined })
    token = await bed.token()
    operator = await bed.token('operator')
    instance = await bed.startInstance({ config: { maxWaitMs: 1_500 } })
  })
  afterAll(async () => {
    await bed.stop()
    await postgres.stop()
    await rm(dataDir, { recursive: true, force: true })
  })

  const post = (bearer: string, correlationId: string, body = soapMessage([{}])) =>
    request(instance.url)
      .post(`${PATH}/ACME`)
      .set('Authorization', `Bearer ${bearer}`)
      .set('Content-Type', 'text/xml')
      .set('x-correlation-id', correlationId)
      .send(body)
  const read = (path: string, query: object = {}) => instance.read(path, query)
  const list = async (query: object): Promise<ShownRefusal[]> =>
    (await read('/refusals', query)).items
  const kept = async (correlationId: string): Promise<ShownRefusal> => {
    let found: ShownRefusal[] = []
    await settledOrTimeout(async () => {
      found = await list({ correlationId })
      return found.length > 0
    }, `the refusal of ${correlationId}`)
    expect(found).toHaveLength(1)
    return found[0] as ShownRefusal
  }

  it('of a good token without the grant say which scopes came and which would do', async () => {
    await post(operator, 'no-grant').expect(403)
    expect(await kept('no-grant')).toMatchObject({
      status: 403,
      code: 'grant_missing',
      method: 'POST',
      path: PATH,
      issuer: bed.authorizationServer.tokenUrl,
      clientId: 'operator',
      scopes: expect.arrayContaining(['sf-event-receiver!t1.Operate']),
      scopesWanted: ['sf-event-receiver!t1.Ingest'],
      claimed: null,
      calls: 1,
      untilAt: null,
      advice: expect.stringContaining('Give its token the scope'),
    })
  })

  it('of an unverified token are marked as claims', async () => {
    const [head, , signature] = token.split('.')
    const claims = {
      iss: bed.authorizationServer.tokenUrl,
      exp: 1,
      client_id: 'pretender',
      sub: 'jane',
    }
    const payload = Buffer.from(JSON.stringify(claims)).toString('base64url')
    await post(`${head}.${payload}.${signature}`, 'expired').expect(401)
    const refusal = await kept('expired')
    expect(refusal).toMatchObject({
      code: 'token_expired',
      issuer: null,
      clientId: null,
      claimed: { clientId: 'pretender', expiresAt: '1970-01-01T00:00:01.000Z' },
    })
    expect(JSON.stringify(refusal)).not.toContain('jane')
  })

  it('of a body that cannot be read name the message that was kept', async () => {
    const { headers } = await post(token, 'broken', '<broken').expect(400)
    expect(await kept('broken')).toMatchObject({
      status: 400,
      code: 'xml_malformed',
      company: 'ACME',
      clientId: 'successfactors',
      messageId: headers.sap_messageprocessinglogid,
    })
  })

  it('of the operations API are kept as well', async () => {
    await instance.get('/messages', { limit: 'x' }).set('x-correlation-id', 'bad-query').expect(400)
    expect(await kept('bad-query')).toMatchObject({
      path: '/operations/v1/messages',
      code: 'request_invalid',
      clientId: 'operator',
    })
  })

  it('are chosen by status, code, client and time, and counted', async () => {
    expect((await list({ code: 'grant_missing' })).length).toBe(1)
    expect((await list({ client: 'successfactors', status: 400 })).length).toBe(1)
    expect(await list({ to: '2026-01-01T00:00:00Z' })).toEqual([])
    const body = await read('/refusals', { limit: 2, count: true })
    expect(body.items).toHaveLength(2)
    expect(body.next).not.toBeNull()
    expect(body.count.count).toBeGreaterThanOrEqual(4)
  })

  it('of calls to the ingest paths are separated from all others', async () => {
    const ingest = await list({ calls: 'ingest' })
    const other = await list({ calls: 'other' })
    expect(new Set(ingest.map(({ path: called }) => called))).toEqual(new Set([PATH]))
    expect(other.map(({ correlationId }) => correlationId)).toEqual(['bad-query'])
    expect(ingest.length + other.length).toBe((await list({})).length)
  })

  it('without a token say what came instead, the company and the address of the caller', async () => {
    const send = (correlationId: string, headers: Record<string, string>, address = PATH) =>
      request(instance.url)
        .post(address)
        .set({ 'x-correlation-id': correlationId, ...headers })
        .expect(401)
    await send('no-header', { 'x-forwarded-for': '10.0.0.1, 203.0.113.9' }, `${PATH}/ACME`)
    const nothing = await kept('no-header')
    expect(nothing).toMatchObject({
      code: 'token_missing',
      authorization: 'none',
      company: 'ACME',
      // the one that the router in front of us added
      callerAddress: '203.0.113.9',
    })
    await send('basic', { authorization: 'basic dTpw' }, `${PATH}?company=OTHER`)
    const basic = await kept('basic')
    expect(basic).toMatchObject({
      authorization: 'basic',
      company: 'OTHER',
      callerAddress: '127.0.0.1',
    })
    await send('digest', { authorization: 'Digest x', 'x-forwarded-for': 'jane' }, `${PATH}/a b`)
    const digest = await kept('digest')
    expect(digest).toMatchObject({ authorization: 'other', company: null, callerAddress: null })
    expect(new Set([nothing, basic, digest].map(({ cause }) => cause)).size).toBe(3)
    await send('no-header-elsewhere', {}, `${PATH}/OTHER`)
    expect((await kept('no-header-elsewhere')).cause).toBe(nothing.cause)
  })

  it('of other paths do not keep the address of the caller', async () => {
    await request(instance.url)
      .get('/operations/v1/messages')
      .set('x-correlation-id', 'nobody')
      .expect(401)
    expect(await kept('nobody')).toMatchObject({ authorization: null, callerAddress: null })
  })

  it('count as seen up to the one that was marked, and no further', async () => {
    const mark = (id: string, bearer: string) =>
      request(instance.url)
        .post(`/operations/v1/refusals/${id}/actions/seen`)
        .set('Authorization', `Bearer ${bearer}`)
        .send({})
    const unseen = async () => (await read('/overview')).unseenRefusals
    const { id, cause } = await kept('no-header')
    await mark(crypto.randomUUID(), operator).expect(404)
    await mark(id, token).expect(403)
    const others = (await list({ calls: 'ingest' })).filter((one) => one.cause !== cause)
    await mark(id, operator).expect(200)
    expect((await kept('no-header')).seen).toMatchObject({ clientId: 'operator' })
    // It came later than the one that was marked.
    const later = await kept('no-header-elsewhere')
    expect(later.seen).toBeNull()
    await mark(later.id, operator).expect(200)
    expect((await kept('no-header-elsewhere')).seen).not.toBeNull()
    const ofOthers = others.reduce((sum, { calls }) => sum + calls, 0)
    await settledOrTimeout(async () => (await unseen()) === ofOthers, `${ofOthers} unseen calls`)
    await request(instance.url).post(PATH).set('x-correlation-id', 'again').expect(401)
    expect(await kept('again')).toMatchObject({ cause, seen: null })
    await settledOrTimeout(async () => (await unseen()) === ofOthers + 1, 'one that is not seen')
  })

  it('of an outage of the database are written when it is back', async () => {
    await postgres.stop()
    await post(token, 'while-away').expect(503)
    await post('a.b.c', 'forged-while-away').expect(401)
    postgres = await startLocalPostgres({ dataDir })
    expect(await kept('while-away')).toMatchObject({ status: 503, code: 'database_unavailable' })
    expect(await kept('forged-while-away')).toMatchObject({ status: 401 })
  })

  it('of a flood are bounded, and none is missing from the count', async () => {
    const before = await list({ code: 'token_malformed', limit: 200 })
    const flood = 1_500
    for (let sent = 0; sent < flood; sent += 50) {
      await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          post('a.b.c', `f-${sent + index}`, '').expect(401),
        ),
      )
    }
    await instance.stop()
    const { rows } = await bed.db.query<{ rows: number; calls: number }>(
      `select count(*)::int as rows, sum(calls)::int as calls from refusal where code = 'token_malformed'`,
    )
    expect(rows[0]?.calls).toBe(flood + before.length)
    expect(rows[0]?.rows).toBeLessThan(600)
  }, 90_000)
})
