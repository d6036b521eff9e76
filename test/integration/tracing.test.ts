import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import type { ServiceProcess } from '../../lib/cli/demo/service-process.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { type FakeReceiver, startFakeReceiver } from '../support/fake-receiver.ts'
import {
  type CollectedSpan,
  type OtlpCollector,
  startOtlpCollector,
} from '../support/otlp-collector.ts'
import { startServiceChild } from '../support/service-child.ts'
import { HIRE, soapMessage } from '../support/soap-message.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const PARENT = 'b7ad6b7169203331'
const ATTEMPT = 'sf_event_receiver.attempt'

/** Tells of every module of OpenTelemetry that is asked for, but for its API, which prom-client brings. */
const WATCH_MODULES = `--import data:text/javascript,${encodeURIComponent(
  `import { registerHooks } from 'node:module'
   registerHooks({ resolve(name, context, next) {
     if (/opentelemetry|open-telemetry/.test(name) && name !== '@opentelemetry/api') {
       process.stdout.write(JSON.stringify({ loaded: name }) + '\\n')
     }
     return next(name, context)
   } })`,
)}`

describe('traces', () => {
  let bed: TestBed
  let folder: string
  let target: FakeReceiver
  let collector: OtlpCollector
  let child: ServiceProcess | null = null
  let failures: number

  beforeAll(async () => {
    bed = await createTestBed()
    folder = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-traces-'))
    target = await startFakeReceiver(({ url }) => {
      const isDown = url.includes('down') && failures > 0
      if (isDown) failures -= 1
      return { status: isDown ? 503 : 200 }
    })
  })
  beforeEach(async () => {
    failures = 2
    collector = await startOtlpCollector()
  })
  afterEach(async () => {
    await child?.stop()
    await collector.close()
  })
  afterAll(async () => {
    await target.close()
    await bed.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const start = async (environment: Readonly<Record<string, string>>) => {
    child = await startServiceChild(bed, folder, {
      handlers: 'observed',
      name: 'traced',
      environment: { TARGET: target.url, NODE_OPTIONS: WATCH_MODULES, ...environment },
    })
    return { url: `http://127.0.0.1:${child.port}`, stop: () => child?.stop() }
  }
  const send = async (
    url: string,
    userId: string,
    headers: Readonly<Record<string, string>> = {},
  ) =>
    request(url)
      .post('/http/successfactors/events/ACME')
      .set({ Authorization: `Bearer ${await bed.token()}`, 'Content-Type': 'text/xml', ...headers })
      .send(soapMessage([{ userId }]))
  const log = () => readFile(path.join(folder, 'traced.log'), 'utf8')
  const traceparentOf = async (id: string): Promise<string | null> => {
    const { rows } = await bed.db.query('select traceparent from message where id = $1', [id])
    return rows[0].traceparent
  }
  const callsOf = (userId: string) => target.calls.filter(({ url }) => url.includes(userId))
  const parentOf = ({ parentId }: CollectedSpan) =>
    collector.spans.find(({ spanId }) => spanId === parentId)

  it("go from the sender's call to the calls of each attempt, without personal data", async () => {
    const { url, stop } = await start({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-key=secret-key',
      OTEL_SERVICE_NAME: 'events-of-hr',
    })
    const answer = await send(url, 'person-down', { traceparent: `00-${TRACE}-${PARENT}-01` })
    await bed.settled()
    await stop()

    const messageId = answer.headers.sap_messageprocessinglogid as string
    const [call, ...moreCalls] = collector.spans.filter(({ kind }) => kind === 'server')
    expect(moreCalls).toEqual([])
    expect(call).toMatchObject({
      traceId: TRACE,
      parentId: PARENT,
      name: 'POST /http/successfactors/events',
      attributes: { 'http.response.status_code': 200, 'http.request.method': 'POST' },
      failed: false,
      service: 'events-of-hr',
    })
    const [record] = collector.spans.filter(({ kind }) => kind === 'producer')
    expect(record).toMatchObject({ traceId: TRACE, parentId: call?.spanId, name: 'record' })
    expect(await traceparentOf(messageId)).toBe(`00-${TRACE}-${record?.spanId}-01`)

    const attempts = collector.spans
      .filter(({ kind }) => kind === 'consumer')
      .sort((a, b) => Number(a.attributes[ATTEMPT]) - Number(b.attributes[ATTEMPT]))
    expect(attempts.map(({ attributes }) => attributes['sf_event_receiver.outcome'])).toEqual([
      'retry',
      'retry',
      'completed',
    ])
    expect(attempts.map(({ failed }) => failed)).toEqual([true, true, false])
    for (const [index, attempt] of attempts.entries()) {
      expect(attempt).toMatchObject({
        traceId: TRACE,
        parentId: record?.spanId,
        name: 'run visit',
        attributes: {
          [ATTEMPT]: index + 1,
          'messaging.message.id': messageId,
          'messaging.destination.name': 'visit',
          'sf_event_receiver.type': HIRE,
        },
      })
    }
    const outbound = collector.spans.filter(({ kind }) => kind === 'client')
    expect(outbound.map((span) => parentOf(span)?.spanId).sort()).toEqual(
      attempts.map(({ spanId }) => spanId).sort(),
    )
    expect(
      outbound.map(({ attributes }) => attributes['http.response.status_code']).sort(),
    ).toEqual([200, 503, 503])
    // The target is told, too.
    expect(
      callsOf('person-down')
        .map(({ headers }) => headers.traceparent)
        .sort(),
    ).toEqual(outbound.map(({ traceId, spanId }) => `00-${traceId}-${spanId}-01`).sort())
    expect(collector.headers[0]).toMatchObject({ 'x-key': 'secret-key', path: '/v1/traces' })
    const lines = (await log()).split('\n').filter((line) => line.includes(`"trace_id":"${TRACE}"`))
    expect(lines).toHaveLength(4)

    expect(collector.spans.every(({ events }) => events === 0)).toBe(true)
    expect(collector.spans.every(({ statusMessage }) => statusMessage === '')).toBe(true)
    expect(Buffer.concat(collector.bytes).includes('person')).toBe(false)
  }, 60_000)

  it('begin with the call if the sender sends no valid trace', async () => {
    const { url, stop } = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url })
    await send(url, 'alone', { traceparent: 'person-in-a-header' })
    await send(url, 'unsampled', { traceparent: `00-${TRACE}-${PARENT}-00` })
    await request(url).post('/http/successfactors/events').set('Authorization', 'Bearer a.b.c')
    await bed.settled()
    await stop()
    const kinds = ['server', 'producer', 'consumer', 'client']
    expect(collector.spans.map(({ kind }) => kind).sort()).toEqual(kinds.sort())
    const [{ traceId } = { traceId: '' }, ...others] = collector.spans
    expect(traceId).not.toBe(TRACE)
    expect(others.every((span) => span.traceId === traceId)).toBe(true)
    // A sender that does not want its trace to be kept is followed, and so are those behind us.
    const [call] = callsOf('unsampled')
    expect(call?.headers.traceparent).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-00$`))
  }, 60_000)

  it('are lost with a warning if the collector is away, and delay nothing', async () => {
    await collector.close()
    const { url, stop } = await start({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_TIMEOUT: '1000',
    })
    expect((await send(url, 'unseen')).status).toBe(200)
    await bed.settled()
    // A stop sends the spans that wait for the next batch.
    await stop()
    expect(await log()).toContain('traces cannot be sent and are lost')
  }, 60_000)

  it.each([
    ['without a collector', {}],
    ['switched off', { OTEL_EXPORTER_OTLP_ENDPOINT: 'on', OTEL_SDK_DISABLED: 'true' }],
  ])(
    '%s load nothing, send nothing and store nothing',
    async (_how, environment) => {
      const { url, stop } = await start(
        'OTEL_SDK_DISABLED' in environment
          ? { ...environment, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }
          : environment,
      )
      const answer = await send(url, 'untraced', { traceparent: `00-${TRACE}-${PARENT}-01` })
      await bed.settled()
      await stop()
      expect(await traceparentOf(answer.headers.sap_messageprocessinglogid as string)).toBeNull()
      expect(callsOf('untraced').every(({ headers }) => headers.traceparent === undefined)).toBe(
        true,
      )
      expect(await log()).not.toContain('"loaded"')
      expect(collector.headers).toEqual([])
    },
    60_000,
  )

  it('load OpenTelemetry if a collector is named, as the watched modules show', async () => {
    const { stop } = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url })
    await settledOrTimeout(async () => (await log()).includes('"loaded"'), 'the modules')
    await stop()
  }, 60_000)
})
