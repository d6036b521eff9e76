import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { settledOrTimeout } from '../support/eventually.ts'
import { createIngestBed, INGEST_PATH, type IngestBed } from '../support/ingest-bed.ts'
import { soapMessage } from '../support/soap-message.ts'

describe('the ingest path', () => {
  let ingest: IngestBed

  beforeAll(async () => {
    ingest = await createIngestBed()
  })
  afterAll(() => ingest.stop())

  it('answers a SOAP 1.1 message in the namespace of the request, with our ids', async () => {
    const body = soapMessage([{}])
    const answer = await ingest
      .post()
      .send(body)
      .expect(200)
      .expect('Content-Type', /^text\/xml/)
    const id = answer.headers.sap_messageprocessinglogid as string
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/)
    expect(answer.text).toContain('xmlns:ns2="http://notification.event.successfactors.com"')
    expect(answer.text).toContain('<ns2:status>0</ns2:status>')
    expect(answer.text).toContain(`<ns2:statusDetails>Accepted ${id}</ns2:statusDetails>`)
    const stored = await ingest.message(id)
    expect(stored).toMatchObject({
      state: 'recorded',
      format: 'soap11',
      contract: 'v2',
      event_count: 1,
    })
    expect(stored.body.toString()).toBe(body)
    expect(stored.correlation_id).toBe(answer.headers['x-correlation-id'])
  })

  it.each([
    [
      'x-correlation-id',
      { 'x-correlation-id': 'from.SF_1-2', 'x-vcap-request-id': 'r' },
      'from.SF_1-2',
    ],
    ['x-correlationid', { 'x-correlationid': 'cpi-9', 'x-vcap-request-id': 'r' }, 'cpi-9'],
    [
      'the router',
      { 'x-correlation-id': 'with blank', 'x-vcap-request-id': 'router-1' },
      'router-1',
    ],
  ])('takes the correlation id of %s and stores it', async (_from, headers, expected) => {
    const answer = await ingest
      .post()
      .set(headers)
      .send(soapMessage([{}]))
      .expect(200)
    expect(answer.headers['x-correlation-id']).toBe(expected)
    const stored = await ingest.message(answer.headers.sap_messageprocessinglogid)
    expect(stored.correlation_id).toBe(expected)
    await settledOrTimeout(
      () => ingest.instance.log.some((line) => line.includes(`"correlation_id":"${expected}"`)),
      'the log line',
    )
  })

  it('makes a correlation id where what came is too long or nothing came', async () => {
    const answer = await ingest
      .post()
      .set('x-correlation-id', 'x'.repeat(65))
      .send(soapMessage([{}]))
    expect(answer.headers['x-correlation-id']).toMatch(/^[0-9a-f-]{36}$/)
  })

  it.each([
    ['/http/successfactors/events/ACME', 'ACME'],
    ['/cxf/successfactors/events?company=BestRun', 'BestRun'],
    ['/cxf/successfactors/events', null],
  ])('takes %s for company %s', async (path, company) => {
    const answer = await ingest
      .post(path)
      .send(soapMessage([{}]))
      .expect(200)
    expect(await ingest.message(answer.headers.sap_messageprocessinglogid)).toMatchObject({
      company,
    })
  })

  it('refuses a company that differs between path and query', async () => {
    const answer = await ingest
      .post(`${INGEST_PATH}/A?company=B`)
      .send(soapMessage([{}]))
      .expect(400)
    expect(answer.text).toContain('company_invalid')
    expect(answer.headers['www-authenticate']).toBeUndefined()
  })

  it('reads gzip and UTF-16', async () => {
    const text = soapMessage([{ userId: 'ünïcode' }])
    const zipped = await ingest
      .post()
      .set('Content-Encoding', 'gzip')
      .send(gzipSync(text))
      .expect(200)
    const utf16 = Buffer.from(`\uFEFF${soapMessage([{}])}`, 'utf16le')
    await ingest.post(INGEST_PATH, 'text/xml; charset=utf-16').send(utf16).expect(200)
    const stored = await ingest.message(zipped.headers.sap_messageprocessinglogid)
    expect(stored.body.toString()).toBe(text)
  })

  it.each([
    ['a gzip bomb', gzipSync(Buffer.alloc(3 * 1024 * 1024)), 'gzip', 413, 'body_too_large'],
    [
      'a body over the limit',
      Buffer.alloc(1024 * 1024 + 1, ' '),
      'identity',
      413,
      'body_too_large',
    ],
  ])('refuses %s and stores nothing', async (_what, body, encoding, status, code) => {
    const before = await ingest.messages()
    const answer = await ingest.post().set('Content-Encoding', encoding).send(body).expect(status)
    expect(answer.text).toContain(`<e:code>${code}</e:code>`)
    expect(await ingest.messages()).toBe(before)
  })

  it.each(['gzip', 'br'])(
    'keeps a body that %s does not unzip, as it was sent',
    async (encoding) => {
      const answer = await ingest
        .post()
        .set('Content-Encoding', encoding)
        .send(Buffer.from('<a/>'))
        .expect(400)
      expect(answer.text).toContain('<e:code>body_encoding</e:code>')
      const stored = await ingest.message(answer.headers.sap_messageprocessinglogid)
      expect(stored).toMatchObject({
        state: 'undecodable',
        error_code: 'body_encoding',
        content_encoding: encoding,
      })
      expect(stored.body.toString()).toBe('<a/>')
    },
  )

  it('takes gzip under its other name, and an empty zipped POST as an empty call', async () => {
    await ingest
      .post()
      .set('Content-Encoding', 'X-GZIP')
      .send(gzipSync(soapMessage([{}])))
      .expect(200)
    await ingest.post().set('Content-Encoding', 'gzip').expect(200)
  })

  it('keeps a body of another type and answers 415', async () => {
    const answer = await ingest.post(INGEST_PATH, 'application/pdf').send('a;b').expect(415)
    expect(await ingest.message(answer.headers.sap_messageprocessinglogid)).toMatchObject({
      state: 'undecodable',
      error_code: 'content_type',
    })
  })

  it.each(['GET', 'HEAD', 'POST'] as const)(
    'takes an empty %s with a token as an empty call',
    async (method) => {
      const before = await ingest.messages()
      const call = request(ingest.instance.url)[method.toLowerCase() as 'get' | 'head' | 'post'](
        INGEST_PATH,
      )
      await call.set('Authorization', `Bearer ${ingest.token}`).expect(200)
      expect(await ingest.messages()).toBe(before)
    },
  )

  it('shows the contract at ?wsdl, to callers with a token', async () => {
    await request(ingest.instance.url).get(`${INGEST_PATH}?wsdl`).expect(401)
    const answer = await request(ingest.instance.url)
      .get(`${INGEST_PATH}?wsdl`)
      .set('Authorization', `bearer ${ingest.token}`)
      .expect(200)
    expect(answer.text).toContain(`location="${ingest.instance.url}${INGEST_PATH}"`)
  })

  it('answers other methods with what is allowed', async () => {
    const answer = await request(ingest.instance.url)
      .put(INGEST_PATH)
      .set('Authorization', `Bearer ${ingest.token}`)
      .expect(405)
    expect(answer.headers.allow).toBe('GET, HEAD, POST')
  })

  it('takes one JSON body for two events where the address says two types, and for a third that may be a repeat', async () => {
    const send = async (type: string) =>
      ingest.message(
        (
          await ingest
            .post(`${INGEST_PATH}?company=TYPES&type=${type}`, 'application/json')
            .send('{"userId":"4711"}')
        ).headers.sap_messageprocessinglogid,
      )
    const [hired, terminated, again] = [
      await send('test.Hired'),
      await send('test.Terminated'),
      await send('test.Hired'),
    ]
    const all = [hired, terminated, again]
    expect(all.map(({ duplicate_of }) => duplicate_of)).toEqual([null, null, null])
    const { rows } = await ingest.bed.db.query(
      'select message_id from event where message_id = any($1) and may_be_repeat',
      [all.map(({ id }) => id)],
    )
    expect(rows).toEqual([{ message_id: again.id }])
  })
})
