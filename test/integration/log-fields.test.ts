import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import type { ServiceProcess } from '../../lib/cli/demo/service-process.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { type FakeReceiver, startFakeReceiver } from '../support/fake-receiver.ts'
import { sendEvents } from '../support/send-events.ts'
import { startServiceChild } from '../support/service-child.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const NUMBER = expect.any(Number)
const TEXT = expect.stringMatching(/./)

/** The fields that SAP Cloud Logging reads in every line, named as in SAP's own library. */
const EVERY_LINE = {
  type: expect.stringMatching(/^(log|request)$/),
  logger: 'sf-event-receiver',
  layer: '[NODEJS]',
  level: expect.stringMatching(/^(info|warn|error)$/),
  msg: TEXT,
  written_at: expect.stringMatching(ISO),
  written_ts: NUMBER,
  correlation_id: TEXT,
  request_id: TEXT,
  tenant_id: TEXT,
  component_type: 'application',
  component_id: TEXT,
  component_name: 'sf-event-receiver',
  component_instance: '0',
  source_instance: '0',
  container_id: TEXT,
  organization_id: TEXT,
  organization_name: TEXT,
  space_id: TEXT,
  space_name: TEXT,
}

/** And of the line of a call. */
const REQUEST_LINE = {
  direction: 'IN',
  method: expect.stringMatching(/^[A-Z]+$/),
  request: expect.stringMatching(/^[^?]+$/),
  response_status: NUMBER,
  response_time_ms: NUMBER,
  request_size_b: NUMBER,
  response_size_b: NUMBER,
  response_content_type: TEXT,
  request_received_at: expect.stringMatching(ISO),
  response_sent_at: expect.stringMatching(ISO),
  protocol: 'HTTP/1.1',
}

/** Fields about the caller, which SAP's library omits by default, too. */
const NOWHERE = /^(remote_|referer|x_forwarded|x_custom|x_ssl|authorization|cookie)/

type Line = Readonly<Record<string, unknown>>

describe('the log of a service', () => {
  let bed: TestBed
  let folder: string
  let target: FakeReceiver
  let child: ServiceProcess
  let text: string
  let lines: Line[]

  beforeAll(async () => {
    bed = await createTestBed()
    folder = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-log-'))
    target = await startFakeReceiver(({ url }) => ({ status: url.includes('down') ? 503 : 200 }))
    const environment = { TARGET: target.url }
    child = await startServiceChild(bed, folder, { handlers: 'observed', name: 'log', environment })
    const instance = { url: `http://127.0.0.1:${child.port}` }
    const call = request(instance.url)
    await sendEvents(instance, await bed.token(), ['person-fine', 'bad-person', 'person-down'])
    await call
      .post('/http/successfactors/events/ACME?user=person-asked')
      .set('Authorization', `Bearer ${await bed.token()}`)
      .set('x-correlation-id', 'a-chosen-id')
      .set('x-vcap-request-id', 'a-router-id')
      .set('Content-Type', 'text/xml')
      .send('<person-undecodable/>')
      .expect(400)
    await call.post('/http/successfactors/events').set('Authorization', 'Bearer x.y.z').expect(401)
    await call.get('/person-nowhere?user=person-asked').expect(404)
    const operator = await bed.token('operator')
    await call
      .get('/operations/v1/messages?limit=1')
      .set('Authorization', `Bearer ${operator}`)
      .expect(200)
    await bed.settled()
    await settledOrTimeout(async () => {
      text = await readFile(path.join(folder, 'log.log'), 'utf8')
      return text.includes('/operations/v1/messages') && text.split('lane parked').length > 2
    }, 'the last lines')
    await child.stop()
    text = await readFile(path.join(folder, 'log.log'), 'utf8')
    lines = text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))
  }, 60_000)
  afterAll(async () => {
    await child.stop()
    await target.close()
    await bed.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const lineOf = (what: Line): Line =>
    lines.find((line) => Object.entries(what).every(([name, value]) => line[name] === value)) ?? {}

  it('has every field in every line, each once', () => {
    expect(lines.length).toBeGreaterThan(10)
    for (const line of lines) expect(line).toMatchObject(EVERY_LINE)
    for (const line of text.split('\n')) {
      const names = [...line.matchAll(/"([a-z_]+)":/g)].map(([, name]) => name)
      expect(names).toEqual([...new Set(names)])
    }
  })

  it('has the fields of a call in the line of each call', () => {
    const calls = lines.filter(({ type }) => type === 'request')
    expect(calls).toHaveLength(5)
    for (const line of calls) expect(line).toMatchObject(REQUEST_LINE)
    expect(calls.map(({ request: path }) => path)).toEqual([
      '/http/successfactors/events',
      '/http/successfactors/events',
      '/http/successfactors/events',
      '(unknown)',
      '/operations/v1/messages',
    ])
  })

  it('says which call a line belongs to, up to the attempts of its events', () => {
    expect(lineOf({ correlation_id: 'a-chosen-id' })).toMatchObject({
      request_id: 'a-router-id',
      tenant_id: expect.stringMatching(/^[0-9a-z-]{3,}$/),
      response_status: 400,
      code: 'not_an_external_event',
    })
    const accepted = lineOf({ response_status: 200 })
    const attempts = lines.filter(({ handler }) => handler === 'visit')
    expect(attempts).toHaveLength(5)
    for (const { message_id, correlation_id } of attempts) {
      expect({ message_id, correlation_id }).toEqual({
        message_id: accepted.message_id,
        correlation_id: accepted.correlation_id,
      })
    }
    expect(lineOf({ msg: 'listening' })).toMatchObject({ correlation_id: '-', request_id: '-' })
  })

  it('says nothing about anybody, whatever came and whatever a handler says', async () => {
    for (const secret of ['person', await bed.token(), 'user=']) expect(text).not.toContain(secret)
    for (const line of lines) {
      expect(Object.keys(line).filter((name) => NOWHERE.test(name))).toEqual([])
    }
  })
})
