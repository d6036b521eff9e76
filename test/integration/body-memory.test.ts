import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import type { Config } from '../../lib/config/config.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { soapMessage } from '../support/soap-message.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const PATH = '/http/successfactors/events'
const BODY = soapMessage([{}])

describe('the memory for bodies (BODY_MEMORY_MB)', () => {
  let bed: TestBed
  let token: string
  beforeAll(async () => {
    bed = await createTestBed()
    token = await bed.token()
  })
  afterAll(() => bed.stop())

  const start = (config: Partial<Config>) => bed.startInstance({ config })
  const send = ({ url }: TestInstance) =>
    request(url)
      .post(PATH)
      .set('Authorization', `Bearer ${token}`)
      .set('Content-Type', 'text/xml')
      .send(BODY)
  const heldBy = async ({ url }: TestInstance) => {
    const metrics = await request(url)
      .get('/metrics')
      .set('Authorization', `Bearer ${await bed.token('operator')}`)
    return Number(/^sf_event_receiver_body_bytes (\d+)$/m.exec(metrics.text)?.[1])
  }

  it('bounds the bodies of calls that are read', async () => {
    const instance = await start({ bodyMemoryBytes: 5_000, maxWaitMs: 300 })
    const probe = () => request(instance.url).get(PATH).set('Authorization', `Bearer ${token}`)
    // The token is remembered from here on: nothing but the body's room is waited for.
    await settledOrTimeout(async () => (await probe()).status === 200, 'the keys')
    const { hostname, port } = new URL(instance.url)
    const slow = connect(Number(port), hostname)
    slow.write(
      [
        `POST ${PATH} HTTP/1.1`,
        `Host: ${hostname}`,
        `Authorization: Bearer ${token}`,
        'Content-Type: text/xml',
        'Content-Length: 5000',
        '\r\n',
      ].join('\r\n'),
    )
    await settledOrTimeout(async () => (await heldBy(instance)) === 5_000, 'the first body')
    const refused = await send(instance).expect(503)
    expect(refused.text).toContain('queue_full')
    slow.destroy()
    await settledOrTimeout(async () => (await heldBy(instance)) === 0, 'room')
  })

  it('bounds the bodies that wait for the database', async () => {
    // A body may be read alone, whatever its size; this one does not fit the queue.
    const refused = await send(await start({ bodyMemoryBytes: BODY.length - 1 })).expect(503)
    expect(refused.text).toContain('queue_full')
    await send(await start({ bodyMemoryBytes: BODY.length })).expect(200)
  })
})
