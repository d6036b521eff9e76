import { createConnection } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { settledOrTimeout } from '../support/eventually.ts'
import { soapMessage } from '../support/soap-message.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const PATH = '/http/successfactors/events'

describe('the ingest path', () => {
  let bed: TestBed
  let instance: TestInstance
  let token: string

  beforeAll(async () => {
    bed = await createTestBed()
    instance = await bed.startInstance({ environment: { BODY_LIMIT_MB: '1' } })
    token = await bed.token()
  })
  afterAll(() => bed.stop())

  const post = (path = PATH, contentType = 'text/xml') =>
    request(instance.url)
      .post(path)
      .set('Authorization', `Bearer ${token}`)
      .set('Content-Type', contentType)
  const message = async (id: unknown) => {
    const { rows } = await bed.db.query('select * from message where id = $1', [id])
    return rows[0]
  }
  const messages = async () => {
    const { rows } = await bed.db.query('select count(*)::int as count from message')
    return rows[0].count
  }

  it('answers a SOAP 1.1 message in the namespace of the request, with our ids', async () => {
    const body = soapMessage([{}])
    const answer = await post()
      .send(body)
      .expect(200)
      .expect('Content-Type', /^text\/xml/)
    const id = answer.headers.sap_messageprocessinglogid as string
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/)
    expect(answer.text).toContain('xmlns:ns2="http://notification.event.successfactors.com"')
    expect(answer.text).toContain('<ns2:status>0</ns2:status>')
    expect(answer.text).toContain(`<ns2:statusDetails>Accepted ${id}</ns2:statusDetails>`)
    const stored = await message(id)
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
    const answer = await post()
      .set(headers)
      .send(soapMessage([{}]))
      .expect(200)
    expect(answer.headers['x-correlation-id']).toBe(expected)
    const stored = await message(answer.headers.sap_messageprocessinglogid)
    expect(stored.correlation_id).toBe(expected)
    await settledOrTimeout(
      () => instance.log.some((line) => line.includes(`"correlation_id":"${expected}"`)),
      'the log line',
    )
  })

  it('makes a correlation id where what came is too long or nothing came', async () => {
    const answer = await post()
      .set('x-correlation-id', 'x'.repeat(65))
      .send(soapMessage([{}]))
    expect(answer.headers['x-correlation-id']).toMatch(/^[0-9a-f-]{36}$/)
  })

  it.each([
    ['/http/successfactors/events/ACME', 'ACME'],
    ['/cxf/successfactors/events?company=BestRun', 'BestRun'],
    ['/cxf/successfactors/events', null],
  ])('takes %s for company %s', async (path, company) => {
    const answer = await post(path)
      .send(soapMessage([{}]))
      .expect(200)
    expect(await message(answer.headers.sap_messageprocessinglogid)).toMatchObject({ company })
  })

  it('refuses a company that differs between path and query', async () => {
    const answer = await post(`${PATH}/A?company=B`)
      .send(soapMessage([{}]))
      .expect(400)
    expect(answer.text).toContain('company_invalid')
    expect(answer.headers['www-authenticate']).toBeUndefined()
  })

  it('reads gzip and UTF-16', async () => {
    const text = soapMessage([{ userId: 'ünïcode' }])
    const zipped = await post().set('Content-Encoding', 'gzip').send(gzipSync(text)).expect(200)
    const utf16 = Buffer.from(`\uFEFF${soapMessage([{}])}`, 'utf16le')
    await post(PATH, 'text/xml; charset=utf-16').send(utf16).expect(200)
    const stored = await message(zipped.headers.sap_messageprocessinglogid)
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
    const before = await messages()
    const answer = await post().set('Content-Encoding', encoding).send(body).expect(status)
    expect(answer.text).toContain(`<e:code>${code}</e:code>`)
    expect(await messages()).toBe(before)
  })

  it.each(['gzip', 'br'])(
    'keeps a body that %s does not unzip, as it was sent',
    async (encoding) => {
      const answer = await post()
        .set('Content-Encoding', encoding)
        .send(Buffer.from('<a/>'))
        .expect(400)
      expect(answer.text).toContain('<e:code>body_encoding</e:code>')
      const stored = await message(answer.headers.sap_messageprocessinglogid)
      expect(stored).toMatchObject({
        state: 'undecodable',
        error_code: 'body_encoding',
        content_encoding: encoding,
      })
      expect(stored.body.toString()).toBe('<a/>')
    },
  )

  it('takes gzip under its other name, and an empty zipped POST for a probe', async () => {
    await post()
      .set('Content-Encoding', 'X-GZIP')
      .send(gzipSync(soapMessage([{}])))
      .expect(200)
    await post().set('Content-Encoding', 'gzip').expect(200)
  })

  it('keeps a body of another type and answers 415', async () => {
    const answer = await post(PATH, 'application/pdf').send('a;b').expect(415)
    expect(await message(answer.headers.sap_messageprocessinglogid)).toMatchObject({
      state: 'undecodable',
      error_code: 'content_type',
    })
  })

  it.each(['GET', 'HEAD', 'POST'] as const)(
    'takes an empty %s with a token for a probe',
    async (method) => {
      const before = await messages()
      const call = request(instance.url)[method.toLowerCase() as 'get' | 'head' | 'post'](PATH)
      await call.set('Authorization', `Bearer ${token}`).expect(200)
      expect(await messages()).toBe(before)
    },
  )

  it('shows the contract at ?wsdl, to callers with a token', async () => {
    await request(instance.url).get(`${PATH}?wsdl`).expect(401)
    const answer = await request(instance.url)
      .get(`${PATH}?wsdl`)
      .set('Authorization', `bearer ${token}`)
      .expect(200)
    expect(answer.text).toContain(`location="${instance.url}${PATH}"`)
  })

  it('answers other methods with what is allowed', async () => {
    const answer = await request(instance.url)
      .put(PATH)
      .set('Authorization', `Bearer ${token}`)
      .expect(405)
    expect(answer.headers.allow).toBe('GET, HEAD, POST')
  })

  it('challenges a call without a token and without an error (RFC 6750 section 3.1)', async () => {
    const answer = await request(instance.url).post(PATH).send('x').expect(401)
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="sf-event-receiver"')
  })

  it.each([
    ['a token that is none', 'Bearer abc', 401, 'invalid_token'],
    ['Basic credentials', 'Basic c2Y6c2Y=', 401, undefined],
    ['two tokens in one header', 'Bearer a b', 400, 'invalid_request'],
  ])('refuses %s', async (_what, authorization, status, error) => {
    const answer = await request(instance.url)
      .post(PATH)
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
    const answer = await request(instance.url)
      .post(PATH)
      .set('Authorization', `Bearer ${await bed.token('operator')}`)
      .send('x')
      .expect(403)
    expect(answer.headers['www-authenticate']).toContain('scope="sf-event-receiver!t1.Ingest"')
  })

  it('sees a second Authorization header', async () => {
    const answer = await rawCall(
      instance.url,
      `POST ${PATH} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nAuthorization: Bearer x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
    )
    expect(answer).toMatch(/^HTTP\/1.1 400 /)
    expect(answer).toContain('error="invalid_request"')
  })

  it('records nothing of a call that breaks off in its body', async () => {
    const before = await messages()
    await rawCall(
      instance.url,
      `POST ${PATH} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: text/xml\r\nContent-Length: 9999\r\n\r\n<S:Envelope`,
      true,
    )
    await post()
      .send(soapMessage([{}]))
      .expect(200)
    expect(await messages()).toBe(before + 1)
  })

  it('has health without a token, and metrics for those who may monitor', async () => {
    await request(instance.url).get('/health/live').expect(200, { status: 'UP' })
    await request(instance.url).get('/health/ready').expect(200, { status: 'UP' })
    await request(instance.url).get('/metrics').expect(401)
    await request(instance.url).get('/metrics').set('Authorization', `Bearer ${token}`).expect(403)
    const answer = await request(instance.url)
      .get('/metrics')
      .set('Authorization', `Bearer ${await bed.token('operator')}`)
      .expect(200)
    expect(answer.text).toMatch(/sf_event_receiver_messages_total\{outcome="accepted"\} \d+/)
  })

  it('takes one JSON body for two events where the address says two types, and for a third that may be a repeat', async () => {
    const send = async (type: string) =>
      message(
        (
          await post(`${PATH}?company=TYPES&type=${type}`, 'application/json').send(
            '{"userId":"4711"}',
          )
        ).headers.sap_messageprocessinglogid,
      )
    const [hired, terminated, again] = [
      await send('test.Hired'),
      await send('test.Terminated'),
      await send('test.Hired'),
    ]
    const all = [hired, terminated, again]
    expect(all.map(({ duplicate_of }) => duplicate_of)).toEqual([null, null, null])
    const { rows } = await bed.db.query(
      'select message_id from event where message_id = any($1) and may_be_repeat',
      [all.map(({ id }) => id)],
    )
    expect(rows).toEqual([{ message_id: again.id }])
  })

  it('counts and logs a call that was broken off as one without an answer', async () => {
    const before = await messages()
    await rawCall(
      instance.url,
      `POST ${PATH}/GONE HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: text/xml\r\nContent-Length: 500\r\n\r\nhalf`,
      true,
    )
    await settledOrTimeout(
      () => instance.log.some((line) => line.includes('"company":"GONE"')),
      'the line',
    )
    const line = instance.log.find((entry) => entry.includes('"company":"GONE"')) as string
    expect(JSON.parse(line)).toMatchObject({ response_status: 499, completed: false })
    expect(await messages()).toBe(before)
    const metrics = await request(instance.url)
      .get('/metrics')
      .set('Authorization', `Bearer ${await bed.token('operator')}`)
      .expect(200)
    expect(metrics.text).toMatch(/sf_event_receiver_calls_total\{status="499"\} \d/)
  })

  it('logs SAP Cloud Logging request lines without token, person or query', async () => {
    await post(`${PATH}?company=LOGGED&x=secret-value`).send(
      soapMessage([{ userId: 'private-id' }]),
    )
    await settledOrTimeout(() => instance.log.some((line) => line.includes('LOGGED')), 'the line')
    const line = JSON.parse(instance.log.find((entry) => entry.includes('LOGGED')) as string)
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
    const all = instance.log.join('')
    for (const secret of ['private-id', 'secret-value', token]) expect(all).not.toContain(secret)
  })
})

/** Sends bytes as they stand and gives back what came until the connection closed. */
function rawCall(url: string, text: string, breakOff = false): Promise<string> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = createConnection(Number(port), hostname, () => {
      socket.write(text, () => {
        if (breakOff) socket.destroy()
      })
    })
    socket.on('data', (chunk) => {
      answer += chunk
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(answer))
  })
}
