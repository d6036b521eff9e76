import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { defineHandler, type HandlerContext } from '../../lib/handler.ts'
import { readReadyMade } from '../../lib/handlers/ready-made/read-ready-made.ts'
import { createDestinations } from '../../lib/outbound/destinations/create-destinations.ts'
import { aHire, anEvent, deliver } from '../../lib/testing.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import {
  type ReceivedCall,
  type RecordingTarget,
  startRecordingTarget,
} from '../support/recording-target.ts'

const SERVICE = '/sap/opu/odata/sap/API_BUSINESS_PARTNER'
const PARTNERS = `${SERVICE}/A_BusinessPartner`
const SAFE = ['GET', 'HEAD']

/** Faults of the server; each applies to one call. */
type Trouble = 'forget sessions' | 'no head' | 'out of order' | 'silent' | 'needs no token'

/**
 * Changes nothing without the token of a session, as SAP Gateway does: asked for by `fetch`, taken
 * with the session's cookies alone.
 */
async function startGateway(troubles: Trouble[]): Promise<RecordingTarget> {
  const tokens = new Map<string, string>()
  let sessions = 0
  return startRecordingTarget(({ method, headers }, response) => {
    const trouble = troubles[0]
    const isFetch = headers['x-csrf-token'] === 'fetch'
    if (isFetch && trouble === 'silent') return
    if (isFetch && trouble === 'out of order') response.statusCode = 503
    else if (method === 'HEAD' && trouble === 'no head') response.statusCode = 405
    else if (isFetch && SAFE.includes(method) && trouble !== 'needs no token') {
      sessions += 1
      tokens.set(`token-${sessions}`, `SAP_SESSIONID=s${sessions}`)
      response.setHeader('set-cookie', [
        `SAP_SESSIONID=s${sessions}; path=/; HttpOnly`,
        'sap-usercontext=sap-client=100; path=/',
      ])
      response.setHeader('x-csrf-token', `token-${sessions}`)
    }
    if (!SAFE.includes(method) && trouble !== 'needs no token') {
      if (trouble === 'forget sessions') {
        tokens.clear()
        troubles.shift()
      }
      const session = tokens.get(String(headers['x-csrf-token']))
      if (session === undefined || !headers.cookie?.includes(session)) {
        response.writeHead(403, { 'x-csrf-token': 'Required' })
        return void response.end('CSRF token validation failed')
      }
      response.statusCode = 201
    }
    response.end()
  })
}

describe('a call with a token against forged requests', () => {
  let troubles: Trouble[]
  let gateway: RecordingTarget

  beforeEach(async () => {
    troubles = []
    gateway = await startGateway(troubles)
  })
  afterEach(() => gateway.close())

  function s4(path = '') {
    const login = { kind: 'basic', user: 'receiver', password: 'top secret' } as const
    const named = new Map([['s4', { url: `${gateway.url}${path}`, login }]])
    return createDestinations({ named, bound: false }).destination('s4')
  }
  const asked = () => gateway.calls.map(({ method, url }) => `${method} ${url}`)
  const last = () => gateway.calls.at(-1) as ReceivedCall
  const failureOf = (call: Promise<unknown>) =>
    call.then(
      () => null,
      (error: unknown) => error,
    )

  it('is refused without it', async () => {
    const error = await failureOf(s4().post(PARTNERS, { body: {} }))
    expect(error).toMatchObject({ status: 403 })
    expect(asked()).toEqual([`POST ${PARTNERS}`])
  })

  it('fetches it at the root of the service, and sends it with the cookies of its session', async () => {
    const headers = { 'x-correlation-id': 'c1', 'idempotency-key': 'k1', cookie: 'mine=1' }
    const query = { 'sap-client': '100', $expand: 'to_Address' }
    const answer = await s4().post(PARTNERS, { csrf: true, body: { a: 1 }, headers, query })
    expect(answer.status).toBe(201)
    expect(asked()).toEqual([
      `HEAD ${SERVICE}/?sap-client=100`,
      `POST ${PARTNERS}?sap-client=100&$expand=to_Address`,
    ])
    const [fetched] = gateway.calls
    expect(fetched?.headers).toMatchObject({ 'x-correlation-id': 'c1', cookie: 'mine=1' })
    expect(fetched?.headers.authorization).toMatch(/^Basic /)
    expect(fetched?.headers['idempotency-key']).toBeUndefined()
    expect(last()).toMatchObject({
      body: '{"a":1}',
      headers: {
        'x-csrf-token': 'token-1',
        cookie: 'mine=1; SAP_SESSIONID=s1; sap-usercontext=sap-client=100',
        'idempotency-key': 'k1',
      },
    })
  })

  it('is fetched for a ready-made handler with csrf', async () => {
    const settings = { use: 'publish', destination: 's4', path: PARTNERS, csrf: true, on: '*' }
    const made = readReadyMade(JSON.stringify(settings))
    if ('mistakes' in made) throw new Error(made.mistakes.join('; '))
    const log = { info: () => undefined }
    const context = { destination: () => s4(), idempotencyKey: 'k1', correlationId: 'c1', log }
    await made.definition.run(aHire(), context as unknown as HandlerContext)
    expect(asked()).toEqual([`HEAD ${SERVICE}/`, `POST ${PARTNERS}`])
    expect(last().headers).toMatchObject({ 'x-csrf-token': 'token-1', 'idempotency-key': 'k1' })
  })

  it.each([
    [`${PARTNERS}('7')/to_Address`, `${SERVICE}/`],
    [`${SERVICE}/$batch`, `${SERVICE}/`],
    [
      '/sap/opu/odata4/sap/api_x/srvd_a2x/sap/x/0001/A(1)/_B',
      '/sap/opu/odata4/sap/api_x/srvd_a2x/sap/x/0001/',
    ],
    ['/other/things', '/other/'],
    ['/things', '/'],
  ])('knows the root of the service of %s', async (path, root) => {
    await s4().patch(path, { csrf: true, body: {} })
    expect(asked()).toEqual([`HEAD ${root}`, `PATCH ${path}`])
  })

  it('asks for it within the destination', async () => {
    await s4(`${SERVICE}/A_BusinessPartner`).post('', { csrf: true, body: {} })
    expect(asked()[0]).toBe(`HEAD ${PARTNERS}/`)
  })

  it('asks by GET where HEAD gives none', async () => {
    troubles.push('no head')
    await s4().post(PARTNERS, { csrf: true, body: {} })
    expect(asked().map((call) => call.split(' ')[0])).toEqual(['HEAD', 'GET', 'POST'])
  })

  it('fetches another one, once, when its session is over', async () => {
    troubles.push('forget sessions')
    expect((await s4().post(PARTNERS, { csrf: true, body: {} })).status).toBe(201)
    expect(last().headers['x-csrf-token']).toBe('token-2')
    troubles.push('forget sessions', 'forget sessions')
    const error = await failureOf(s4().post(PARTNERS, { csrf: true, body: {} }))
    expect(error).toMatchObject({ status: 403 })
    expect(troubles).toEqual([])
  })

  it('asks for none where nothing is changed', async () => {
    await s4().get(PARTNERS, { csrf: true })
    expect(asked()).toEqual([`GET ${PARTNERS}`])
    expect(last().headers['x-csrf-token']).toBeUndefined()
  })

  it('sends without one to a system that has none', async () => {
    troubles.push('needs no token')
    expect((await s4().post(PARTNERS, { csrf: true, body: {} })).ok).toBe(true)
    expect(last().headers['x-csrf-token']).toBeUndefined()
  })

  it('sends nothing when no token is to be had, and an outage is one', async () => {
    troubles.push('out of order')
    const error = await failureOf(s4().post(PARTNERS, { csrf: true, body: {}, accepts: 'any' }))
    expect(error).toMatchObject({
      name: 'DestinationError',
      status: 503,
      message: 'expected HTTP 2xx from HEAD at "s4", got 503: it was asked for a CSRF token',
    })
    expect(asked()).toEqual([`HEAD ${SERVICE}/`])
  })

  it('has its time limit and its signal for all of it', async () => {
    troubles.push('silent')
    const late = await failureOf(s4().post(PARTNERS, { csrf: true, body: {}, timeoutMs: 50 }))
    expect(late).toMatchObject({ name: 'TimeoutError', code: 'timed_out' })
    const stop = new AbortController()
    const call = s4().post('/other/things', { csrf: true, body: {}, signal: stop.signal })
    const failure = failureOf(call)
    await settledOrTimeout(() => asked().includes('HEAD /other/'), 'the second call')
    stop.abort(new Error('lease lost'))
    expect(await failure).toMatchObject({ message: 'lease lost' })
    await settledOrTimeout(() => gateway.connections() === 0, 'the connections to close')
    expect(asked().some((one) => one.startsWith('POST'))).toBe(false)
  })

  it('is one call for a test of a handler', async () => {
    const handler = defineHandler({
      on: '*',
      async run(_event, { destination }) {
        await destination('s4').post(PARTNERS, { csrf: true, body: {} })
      },
    })
    const { outcome, outbound } = await deliver(handler, anEvent({ type: 'com.example.Any' }), {
      destinations: { s4: () => ({ status: 201 }) },
    })
    expect(outcome).toBe('completed')
    expect(outbound.map(({ method }) => method)).toEqual(['POST'])
  })
})
