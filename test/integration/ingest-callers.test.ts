import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { createIngestBed, INGEST_PATH, type IngestBed } from '../support/ingest-bed.ts'
import { rawCall } from '../support/raw-http.ts'
import { soapMessage } from '../support/soap-message.ts'

describe('callers of the ingest path', () => {
  let ingest: IngestBed

  beforeAll(async () => {
    ingest = await createIngestBed()
  })
  afterAll(() => ingest.stop())

  it('challenges a call without a token and without an error (RFC 6750 section 3.1)', async () => {
    const answer = await request(ingest.instance.url).post(INGEST_PATH).send('x').expect(401)
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="sf-event-receiver"')
  })

  it.each([
    ['a token that is none', 'Bearer abc', 401, 'invalid_token'],
    ['Basic credentials', 'Basic c2Y6c2Y=', 401, undefined],
    ['two tokens in one header', 'Bearer a b', 400, 'invalid_request'],
  ])('refuses %s', async (_what, authorization, status, error) => {
    const answer = await request(ingest.instance.url)
      .post(INGEST_PATH)
      .set('Authorization', authorization)
      .set('Content-Type', 'text/xml')
      .send(soapMessage([{}]))
      .expect(status)
    const challenge = answer.headers['www-authenticate'] as string
    expect(challenge.startsWith('Bearer ')).toBe(true)
    if (error !== undefined) expect(challenge).toContain(`error="${error}"`)
    expect(answer.text).not.toContain('successfactors:')
  })

  it('tells a client without the role which scope it needs', async () => {
    const answer = await request(ingest.instance.url)
      .post(INGEST_PATH)
      .set('Authorization', `Bearer ${await ingest.bed.token('operator')}`)
      .send('x')
      .expect(403)
    expect(answer.headers['www-authenticate']).toContain('scope="sf-event-receiver!t1.Ingest"')
  })

  it('sees a second Authorization header', async () => {
    const answer = await rawCall(
      ingest.instance.url,
      `POST ${INGEST_PATH} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ingest.token}\r\nAuthorization: Bearer x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
    )
    expect(answer).toMatch(/^HTTP\/1.1 400 /)
    expect(answer).toContain('error="invalid_request"')
  })
})
