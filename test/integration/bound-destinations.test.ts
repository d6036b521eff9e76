import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { childEnvironment } from '../../lib/config/process-environment.ts'
import { createDestinations } from '../../lib/outbound/destinations/create-destinations.ts'
import type { CallOptions } from '../../lib/outbound/destinations/destination.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { type RecordingTarget, startRecordingTarget } from '../support/recording-target.ts'

/** What the destination service answers, by name; each answer has a token of its own. */
interface Listed {
  readonly URL: string
  readonly Authentication: string
}

let platform: RecordingTarget
let system: RecordingTarget
let silent: RecordingTarget
let elsewhere: RecordingTarget
let tokens = 0
/** tokens that the system takes no more */
const withdrawn = new Set<string>()

const unsigned = (claims: object) =>
  [{ alg: 'none' }, claims, {}]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')

function listed(name: string): Listed | null {
  const url = { erp: system.url, silent: silent.url, sap: `${system.url}/sap` }[name]
  return url === undefined ? null : { URL: url, Authentication: 'OAuth2ClientCredentials' }
}

beforeAll(async () => {
  elsewhere = await startRecordingTarget((_call, response) => response.end())
  silent = await startRecordingTarget(() => undefined)
  system = await startRecordingTarget(({ url, headers }, response) => {
    if (withdrawn.has(headers.authorization ?? '')) response.statusCode = 401
    else if (url.startsWith('/away')) response.writeHead(302, { location: elsewhere.url })
    else if (headers['x-csrf-token'] === 'fetch') {
      response.setHeader('x-csrf-token', 'csrf')
      response.setHeader('set-cookie', ['session=s1; path=/', 'client=100'])
    } else if (url.startsWith('/busy')) response.writeHead(429, { 'retry-after': '300' })
    response.end(url.startsWith('/large') ? 'x'.repeat(5_000) : '{"ok":true}')
  })
  platform = await startRecordingTarget(({ url }, response) => {
    response.setHeader('content-type', 'application/json')
    if (url.startsWith('/oauth/token')) {
      const access_token = unsigned({ zid: 'tenant', exp: 4_000_000_000, iss: `${platform.url}/` })
      response.end(JSON.stringify({ access_token, token_type: 'bearer', expires_in: 3_600 }))
      return
    }
    const name = url.split('/').at(-1)?.split('?')[0] ?? ''
    const found = listed(name)
    if (found === null) {
      response.statusCode = 404
      response.end('{"ErrorMessage":"Configuration with the specified name was not found"}')
      return
    }
    const configuration = { Name: name, Type: 'HTTP', ProxyType: 'Internet', ...found }
    if (url.includes('skipTokenRetrieval')) {
      const owner = { SubaccountId: 's', InstanceId: null }
      response.end(JSON.stringify({ owner, destinationConfiguration: configuration }))
      return
    }
    tokens += 1
    const token = {
      type: 'bearer',
      value: `t${tokens}`,
      http_header: { key: 'Authorization', value: `Bearer t${tokens}` },
      expires_in: '86399',
    }
    response.end(JSON.stringify({ destinationConfiguration: configuration, authTokens: [token] }))
  })
  const credentials = {
    clientid: 'sb-destination',
    clientsecret: 'top secret',
    url: platform.url,
    uri: platform.url,
    uaadomain: 'localhost',
    xsappname: 'destination',
    tenantid: 'tenant',
    identityzone: 'sub',
  }
  const services = {
    destination: [{ name: 'd', label: 'destination', tags: ['destination'], credentials }],
    xsuaa: [{ name: 'x', label: 'xsuaa', plan: 'application', tags: ['xsuaa'], credentials }],
  }
  // The SDK reads the bindings by itself.
  const bound = childEnvironment({ VCAP_SERVICES: JSON.stringify(services) })
  jest.replaceProperty(process, 'env', bound)
})

afterAll(async () => {
  jest.restoreAllMocks()
  await Promise.all([platform, system, silent, elsewhere].map((one) => one.close()))
})

const source = createDestinations({ named: new Map(), bound: true })
const get = (path: string, options?: CallOptions) => source.destination('erp').get(path, options)
const failureOf = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (error: unknown) => error,
  )

describe('a destination of the bound service', () => {
  it('is looked up and called with its login', async () => {
    const answer = await source.destination('sap').post('/users', { body: { id: 7 } })
    expect(answer.json()).toEqual({ ok: true })
    expect(system.calls.at(-1)).toMatchObject({
      method: 'POST',
      url: '/sap/users',
      body: '{"id":7}',
      headers: {
        'content-type': 'application/json',
        authorization: expect.stringMatching(/^Bearer t\d+$/),
      },
    })
  })

  it('is sent a token against forged requests, and the cookies that belong to it', async () => {
    await source.destination('sap').post('/users', { body: { id: 7 }, csrf: true })
    const sent = system.calls.slice(-2)
    expect(sent.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'HEAD /sap/',
      'POST /sap/users',
    ])
    expect(sent[1]?.headers).toMatchObject({
      'x-csrf-token': 'csrf',
      cookie: 'session=s1; client=100',
    })
  })

  it('is asked with encoded values, which the SDK itself leaves as they are', async () => {
    await get('/User', { query: { $filter: "status in 't','f' & x" } })
    expect(system.calls.at(-1)?.url).toBe('/User?$filter=status%20in%20%27t%27%2C%27f%27%20%26%20x')
  })

  it('is not looked up again for each call', async () => {
    await get('/one')
    const before = platform.calls.length
    await get('/two')
    expect(platform.calls).toHaveLength(before)
  })

  it('is looked up again, once, when its token is refused', async () => {
    await get('/one')
    withdrawn.add(`Bearer t${tokens}`)
    expect((await get('/two')).status).toBe(200)
    const before = system.calls.length
    for (let next = 1; next < 9; next += 1) withdrawn.add(`Bearer t${tokens + next}`)
    withdrawn.add(`Bearer t${tokens}`)
    expect(await failureOf(get('/three'))).toMatchObject({ code: 'http_401' })
    expect(system.calls.length - before).toBe(2)
    withdrawn.clear()
  })

  it('gives its login to no other host: no whole address, no redirect', async () => {
    expect(await failureOf(get(elsewhere.url))).toMatchObject({ code: 'destination_invalid' })
    expect(await failureOf(get('/away'))).toMatchObject({ code: 'http_302' })
    expect(elsewhere.calls).toHaveLength(0)
  })

  it('tells of 429 how long to wait, and does not try again by itself', async () => {
    const before = system.calls.length
    expect(await failureOf(get('/busy'))).toMatchObject({ status: 429, retryAfterMs: 300_000 })
    expect(system.calls.length - before).toBe(1)
  })

  it('closes the connection at the time limit and with the signal', async () => {
    const stop = new AbortController()
    const first = failureOf(source.destination('silent').get('/', { signal: stop.signal }))
    await settledOrTimeout(() => silent.calls.length === 1, 'the call')
    stop.abort(new Error('lease lost'))
    expect(await first).toMatchObject({ message: 'lease lost' })
    const second = source.destination('silent').get('/', { timeoutMs: 50 })
    expect(await failureOf(second)).toMatchObject({ name: 'TimeoutError' })
    await settledOrTimeout(() => silent.connections() === 0, 'the connection to close')
  })

  it('reads no more of an answer than it may', async () => {
    const error = await failureOf(get('/large', { maxBytes: 4_999 }))
    expect(error).toMatchObject({ code: 'answer_too_large' })
  })

  it('has an error without the request, which holds the token', async () => {
    const stopped = await failureOf(get('/large', { maxBytes: 10 }))
    expect(JSON.stringify(Object.entries(stopped as object))).not.toContain('Bearer')
    expect((stopped as Error).cause).toBeUndefined()
  })

  it('says what to do about a name that the service does not know', async () => {
    const error = await failureOf(source.destination('crm').get('/'))
    expect(error).toMatchObject({ code: 'destination_unknown' })
  })

  describe('inside of a trace', () => {
    const spans = new InMemorySpanExporter()
    const provider = new TracerProvider({
      spanProcessors: [new SimpleSpanProcessor({ exporter: spans })],
    })

    beforeAll(() => {
      context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
      propagation.setGlobalPropagator(new W3CTraceContextPropagator())
      trace.setGlobalTracerProvider(provider)
    })
    beforeEach(() => spans.reset())
    afterAll(async () => {
      for (const api of [context, propagation, trace]) api.disable()
      await provider.shutdown()
    })

    const callsAtOnce = (...calls: (() => Promise<unknown>)[]) =>
      trace.getTracer('test').startActiveSpan('attempt', async (around) => {
        for (const call of calls) await call().catch(() => undefined)
        around.end()
        return around.spanContext()
      })
    const clients = () => spans.getFinishedSpans().filter(({ kind }) => kind === SpanKind.CLIENT)

    it('has a span for each call, which the system is told of', async () => {
      const around = await callsAtOnce(
        () => source.destination('sap').post('/users', { body: { id: 'j.doe' } }),
        () => get('/busy'),
      )
      const [first, second] = clients()
      const { hostname, port } = new URL(system.url)
      const place = { 'server.address': hostname, 'server.port': Number(port) }
      expect(first).toMatchObject({
        name: 'POST',
        parentSpanContext: { spanId: around.spanId },
        status: { code: SpanStatusCode.UNSET },
        attributes: { ...place, 'url.scheme': 'http', 'http.response.status_code': 200 },
      })
      expect(second).toMatchObject({
        name: 'GET',
        status: { code: SpanStatusCode.ERROR },
        attributes: { ...place, 'http.response.status_code': 429, 'error.type': '429' },
      })
      expect(system.calls.slice(-2).map(({ headers }) => headers.traceparent)).toEqual(
        clients().map((span) => `00-${around.traceId}-${span.spanContext().spanId}-01`),
      )
      expect(JSON.stringify(clients().map(({ attributes }) => attributes))).not.toMatch(/users|doe/)
    })

    it('has one with the code of what broke it', async () => {
      await callsAtOnce(() => source.destination('silent').get('/', { timeoutMs: 50 }))
      expect(clients()).toHaveLength(1)
      expect(clients()[0]).toMatchObject({
        status: { code: SpanStatusCode.ERROR },
        attributes: { 'error.type': 'ERR_CANCELED' },
      })
    })

    it('has none where nothing around it is traced', async () => {
      expect((await get('/alone')).status).toBe(200)
      expect(clients()).toEqual([])
      expect(system.calls.at(-1)?.headers.traceparent).toBeUndefined()
    })
  })
})
