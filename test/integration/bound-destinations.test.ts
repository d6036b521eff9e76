import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { childEnvironment } from '../../lib/config/process-environment.ts'
import { createDestinations } from '../../lib/outbound/destinations/create-destinations.ts'
import type { CallOptions } from '../../lib/outbound/destinations/destination.ts'
import {
  type BoundDestinations,
  startBoundDestinations,
} from '../support/bound-destinations-bed.ts'
import { settledOrTimeout } from '../support/eventually.ts'

let bound: BoundDestinations

beforeAll(async () => {
  bound = await startBoundDestinations()
  // The SDK reads the bindings by itself.
  const environment = childEnvironment({ VCAP_SERVICES: JSON.stringify(bound.services) })
  jest.replaceProperty(process, 'env', environment)
})

afterAll(async () => {
  jest.restoreAllMocks()
  await bound.close()
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
    expect(bound.system.calls.at(-1)).toMatchObject({
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
    const sent = bound.system.calls.slice(-2)
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
    expect(bound.system.calls.at(-1)?.url).toBe(
      '/User?$filter=status%20in%20%27t%27%2C%27f%27%20%26%20x',
    )
  })

  it('is not looked up again for each call', async () => {
    await get('/one')
    const before = bound.platform.calls.length
    await get('/two')
    expect(bound.platform.calls).toHaveLength(before)
  })

  it('is looked up again, once, when its token is refused', async () => {
    await get('/one')
    bound.withdrawn.add(`Bearer t${bound.tokens()}`)
    expect((await get('/two')).status).toBe(200)
    const before = bound.system.calls.length
    for (let next = 1; next < 9; next += 1) bound.withdrawn.add(`Bearer t${bound.tokens() + next}`)
    bound.withdrawn.add(`Bearer t${bound.tokens()}`)
    expect(await failureOf(get('/three'))).toMatchObject({ code: 'http_401' })
    expect(bound.system.calls.length - before).toBe(2)
    bound.withdrawn.clear()
  })

  it('gives its login to no other host: no whole address, no redirect', async () => {
    expect(await failureOf(get(bound.elsewhere.url))).toMatchObject({ code: 'destination_invalid' })
    expect(await failureOf(get('/away'))).toMatchObject({ code: 'http_302' })
    expect(bound.elsewhere.calls).toHaveLength(0)
  })

  it('tells of 429 how long to wait, and does not try again by itself', async () => {
    const before = bound.system.calls.length
    expect(await failureOf(get('/busy'))).toMatchObject({ status: 429, retryAfterMs: 300_000 })
    expect(bound.system.calls.length - before).toBe(1)
  })

  it('closes the connection at the time limit and with the signal', async () => {
    const stop = new AbortController()
    const first = failureOf(source.destination('silent').get('/', { signal: stop.signal }))
    await settledOrTimeout(() => bound.silent.calls.length === 1, 'the call')
    stop.abort(new Error('lease lost'))
    expect(await first).toMatchObject({ message: 'lease lost' })
    const second = source.destination('silent').get('/', { timeoutMs: 50 })
    expect(await failureOf(second)).toMatchObject({ name: 'TimeoutError' })
    await settledOrTimeout(() => bound.silent.connections() === 0, 'the connection to close')
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

    it('has a span for each call, and passes it on to the system', async () => {
      const around = await callsAtOnce(
        () => source.destination('sap').post('/users', { body: { id: 'j.doe' } }),
        () => get('/busy'),
      )
      const [first, second] = clients()
      const { hostname, port } = new URL(bound.system.url)
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
      expect(bound.system.calls.slice(-2).map(({ headers }) => headers.traceparent)).toEqual(
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
      expect(bound.system.calls.at(-1)?.headers.traceparent).toBeUndefined()
    })
  })
})
