import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { settledOrTimeout } from '../support/eventually.ts'
import { createIngestBed, INGEST_PATH, type IngestBed } from '../support/ingest-bed.ts'
import { rawCall } from '../support/raw-http.ts'
import { soapMessage } from '../support/soap-message.ts'

describe('calls of the ingest path, in health, metrics and logs', () => {
  let ingest: IngestBed

  beforeAll(async () => {
    ingest = await createIngestBed()
  })
  afterAll(() => ingest.stop())

  it('records nothing of a call that breaks off in its body', async () => {
    const before = await ingest.messages()
    await rawCall(
      ingest.instance.url,
      `POST ${INGEST_PATH} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ingest.token}\r\nContent-Type: text/xml\r\nContent-Length: 9999\r\n\r\n<S:Envelope`,
      true,
    )
    await ingest
      .post()
      .send(soapMessage([{}]))
      .expect(200)
    expect(await ingest.messages()).toBe(before + 1)
  })

  it('has health without a token, and metrics for those who may monitor', async () => {
    await request(ingest.instance.url).get('/health/live').expect(200, { status: 'UP' })
    await request(ingest.instance.url).get('/health/ready').expect(200, { status: 'UP' })
    await request(ingest.instance.url).get('/metrics').expect(401)
    await request(ingest.instance.url)
      .get('/metrics')
      .set('Authorization', `Bearer ${ingest.token}`)
      .expect(403)
    const answer = await request(ingest.instance.url)
      .get('/metrics')
      .set('Authorization', `Bearer ${await ingest.bed.token('operator')}`)
      .expect(200)
    expect(answer.text).toMatch(/sf_event_receiver_messages_total\{outcome="accepted"\} \d+/)
  })

  it('counts and logs a call that was broken off as one without an answer', async () => {
    const before = await ingest.messages()
    await rawCall(
      ingest.instance.url,
      `POST ${INGEST_PATH}/GONE HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ingest.token}\r\nContent-Type: text/xml\r\nContent-Length: 500\r\n\r\nhalf`,
      true,
    )
    await settledOrTimeout(
      () => ingest.instance.log.some((line) => line.includes('"company":"GONE"')),
      'the line',
    )
    const line = ingest.instance.log.find((entry) => entry.includes('"company":"GONE"')) as string
    expect(JSON.parse(line)).toMatchObject({ response_status: 499, completed: false })
    expect(await ingest.messages()).toBe(before)
    const metrics = await request(ingest.instance.url)
      .get('/metrics')
      .set('Authorization', `Bearer ${await ingest.bed.token('operator')}`)
      .expect(200)
    expect(metrics.text).toMatch(/sf_event_receiver_calls_total\{status="499"\} \d/)
  })

  it('logs SAP Cloud Logging request lines without token, person or query', async () => {
    await ingest
      .post(`${INGEST_PATH}?company=LOGGED&x=secret-value`)
      .send(soapMessage([{ userId: 'private-id' }]))
    await settledOrTimeout(
      () => ingest.instance.log.some((line) => line.includes('LOGGED')),
      'the line',
    )
    const line = JSON.parse(ingest.instance.log.find((entry) => entry.includes('LOGGED')) as string)
    expect(line).toMatchObject({
      type: 'request',
      direction: 'IN',
      level: 'info',
      method: 'POST',
      response_status: 200,
      company: 'LOGGED',
      client_id: 'successfactors',
      component_type: 'application',
      layer: '[NODEJS]',
    })
    expect(Date.parse(line.written_at)).toBeGreaterThan(0)
    const all = ingest.instance.log.join('')
    for (const secret of ['private-id', 'secret-value', ingest.token])
      expect(all).not.toContain(secret)
  })
})
