import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { APP, clientClaims, NOW_SECONDS, xsuaaIssuer } from '../support/auth-fixtures.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { type FakeIssuer, sign, startFakeIssuer, testKey } from '../support/fake-issuer.ts'
import { openRaw, type RawConnection } from '../support/raw-http.ts'
import { soapMessage } from '../support/soap-message.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const PATH = '/http/successfactors/events'
/** Short enough for a test; in the same order as the service's own. */
const SHORT = { headersMs: 300, requestMs: 600, idleMs: 60_000, checkMs: 50 }

let bed: TestBed
let instance: TestInstance
let token: string
const connections: RawConnection[] = []

beforeAll(async () => {
  bed = await createTestBed()
  token = await bed.token()
  // The usual times: a busy machine may need longer than the short ones allow.
  instance = await bed.startInstance({
    wire: { maxPipelined: 5 },
    environment: { BODY_LIMIT_MB: '2' },
  })
})
afterEach(() => {
  for (const connection of connections.splice(0)) connection.destroy()
})
afterAll(() => bed.stop())

async function open(to: { readonly url: string } = instance): Promise<RawConnection> {
  const connection = await openRaw(to.url)
  connections.push(connection)
  return connection
}
const head = (headers: readonly string[], path = PATH) =>
  `${[`POST ${path} HTTP/1.1`, 'Host: receiver', 'Content-Type: text/xml', ...headers].join('\r\n')}\r\n\r\n`
const authorization = () => `Authorization: Bearer ${token}`
const messages = async () =>
  (await bed.db.query<{ count: number }>('select count(*)::int as count from message')).rows[0]
    ?.count
const refusal = async (code: string) => {
  const find = () => bed.db.query('select * from refusal where code = $1', [code])
  await settledOrTimeout(async () => (await find()).rows.length > 0, `the refusal ${code}`)
  return (await find()).rows[0]
}

describe('a caller that is slow', () => {
  let strict: TestInstance
  beforeAll(async () => {
    strict = await bed.startInstance({ wire: SHORT })
  })

  it('with its headers is cut with an answer', async () => {
    const connection = await open(strict)
    connection.send(`POST ${PATH} HTTP/1.1\r\nHost: x\r\n`)
    expect(await connection.closed()).toMatch(/^HTTP\/1\.1 408 /)
    expect(await refusal('request_timeout')).toMatchObject({ status: 408, path: '(unreadable)' })
  })

  it('with its body gets an answer as well, however slowly it sends', async () => {
    const connection = await open(strict)
    connection.send(head([authorization(), 'Content-Length: 1000']))
    const trickle = setInterval(() => connection.send('x'), 50)
    expect(await connection.closed()).toMatch(/^HTTP\/1\.1 408 /)
    clearInterval(trickle)
    await settledOrTimeout(async () => {
      const { rowCount } = await bed.db.query(`select from refusal where code = 'request_timeout'`)
      return rowCount === 2
    }, 'the second refusal')
  })

  it('to say anything is cut without a refusal', async () => {
    const count = async () => (await bed.db.query('select from refusal')).rowCount
    const before = (await count()) ?? 0
    const connection = await open(strict)
    await connection.closed()
    await request(strict.url).post(PATH).set('Authorization', 'Bearer none').expect(401)
    await refusal('token_malformed')
    expect(await count()).toBe(before + 1)
  })

  it('between two calls keeps its connection longer than headers may take', async () => {
    const { url } = await bed.startInstance({ wire: { ...SHORT, requestMs: 60_000 } })
    const connection = await open({ url })
    const body = soapMessage([{}])
    const call = head([authorization(), `Content-Length: ${body.length}`]) + body
    connection.send(call)
    await connection.until('</S:Envelope>')
    const idleFor = SHORT.headersMs * 3
    const since = performance.now()
    await settledOrTimeout(() => performance.now() - since > idleFor, 'the connection to be idle')
    connection.send(call)
    await connection.until(/<\/S:Envelope>.*<\/S:Envelope>/s)
  })
})

describe('headers', () => {
  let issuer: FakeIssuer
  beforeAll(async () => {
    issuer = await startFakeIssuer([])
  })
  afterAll(() => issuer.close())

  it('of 60 KB are read, as the router lets them through: a token of many scopes', async () => {
    const key = await testKey('key-1')
    issuer.keys = [key.jwk]
    const { url } = await bed.startInstance({
      issuers: [xsuaaIssuer(issuer.url)],
      trust: { now: () => NOW_SECONDS * 1_000 },
    })
    const scope = [
      `${APP}.Ingest`,
      ...Array.from({ length: 1_000 }, (_, at) => `${APP}.Scope-${at}`),
    ]
    const big = await sign(clientClaims(issuer.url, { scope }), key)
    expect(big.length).toBeGreaterThan(32 * 1024)
    const answer = await fetch(url + PATH, { headers: { authorization: `Bearer ${big}` } })
    expect(answer.status).toBe(200)
  })
})

describe('a body', () => {
  it('is not asked for before the token is accepted', async () => {
    const refused = await open()
    refused.send(head(['Authorization: Bearer x', 'Content-Length: 1000', 'Expect: 100-continue']))
    expect(await refused.closed()).toMatch(/^HTTP\/1\.1 401 /)

    const body = soapMessage([{}])
    const accepted = await open()
    accepted.send(head([authorization(), `Content-Length: ${body.length}`, 'Expect: 100-continue']))
    await accepted.until('HTTP/1.1 100 Continue')
    accepted.send(body)
    expect(await accepted.until('</S:Envelope>')).toContain('HTTP/1.1 200 OK')
  })

  it('of a refused caller is read up to 64 KB and cut beyond', async () => {
    const small = await open()
    small.send(`${head(['Content-Length: 10'])}0123456789`)
    await small.until('</S:Envelope>')
    small.send(`${head(['Content-Length: 10'])}0123456789`)
    await small.until(/</)
    expect(small.text()).not.toContain('Connection: close')

    const large = await open()
    large.send(head([`Content-Length: ${64 * 1024 + 1}`]))
    expect(await large.closed()).toContain('Connection: close')
    const endless = await open()
    endless.send(`${head(['Transfer-Encoding: chunked'])}fff\r\n`)
    expect(await endless.closed()).toContain('Connection: close')
  })

  it('of a refused caller does not keep it from hearing the answer', async () => {
    for (let call = 0; call < 10; call += 1) {
      const connection = await open()
      const body = 'x'.repeat(600_000)
      connection.send(`${head([`Content-Length: ${body.length}`])}${body}`)
      expect(await connection.closed()).toMatch(/^HTTP\/1\.1 401 .*<\/S:Envelope>$/s)
    }
  })

  it('that is larger than it may be is refused, announced or not', async () => {
    const announced = await open()
    announced.send(head([authorization(), `Content-Length: ${2 * 1024 * 1024 + 1}`]))
    expect(await announced.closed()).toMatch(/^HTTP\/1\.1 413 /)
    const chunked = await open()
    chunked.send(head([authorization(), 'Transfer-Encoding: chunked']))
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`
    for (let index = 0; index < 34; index += 1) chunked.send(chunk)
    expect(await chunked.closed()).toMatch(/^HTTP\/1\.1 413 /)
    expect(await refusal('body_too_large')).toMatchObject({
      status: 413,
      client_id: 'successfactors',
    })
  })

  it('that unzips to far more than its size is refused', async () => {
    const bomb = gzipSync(Buffer.alloc(1_500_000, ' '))
    const connection = await open()
    connection.send(
      head([authorization(), 'Content-Encoding: gzip', `Content-Length: ${bomb.length}`]),
    )
    connection.send(bomb)
    expect(await connection.until('</S:Envelope>')).toMatch(/^HTTP\/1\.1 413 /)
  })

  it('that comes in chunks without a length is taken', async () => {
    const before = (await messages()) ?? 0
    const body = soapMessage(Array.from({ length: 1_000 }, () => ({})))
    const connection = await open()
    connection.send(head([authorization(), 'Transfer-Encoding: chunked']))
    for (let start = 0; start < body.length; start += 30_000) {
      const part = body.slice(start, start + 30_000)
      connection.send(`${part.length.toString(16)}\r\n${part}\r\n`)
    }
    connection.send('0\r\n\r\n')
    expect(await connection.until('</S:Envelope>')).toMatch(/^HTTP\/1\.1 200 /)
    expect(await messages()).toBe(before + 1)
  })
})

describe('what is no request', () => {
  it.each([
    ['more headers than fit', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(70_000)}`, 431],
    ['another protocol', '\u0016\u0003\u0001\u0002\u0000\u0001', 400],
    ['a space before the colon', 'GET / HTTP/1.1\r\nHost : x\r\n\r\n', 400],
  ])('is told so and kept: %s', async (_name, bytes, status) => {
    const connection = await open()
    connection.send(bytes)
    expect(await connection.closed()).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    const code = status === 431 ? 'headers_too_large' : 'request_malformed'
    expect(await refusal(code)).toMatchObject({ status })
  })

  it('is more calls than may be under way, until some are answered', async () => {
    const small = await bed.startInstance({ wire: { maxInFlight: 2 } })
    const waiting = await Promise.all([openRaw(small.url), openRaw(small.url)])
    connections.push(...waiting)
    for (const one of waiting) one.send(head([authorization(), 'Content-Length: 5']))
    const probe = async () => {
      const connection = await openRaw(small.url)
      connections.push(connection)
      connection.send(
        `GET ${PATH} HTTP/1.1\r\nHost: x\r\n${authorization()}\r\nConnection: close\r\n\r\n`,
      )
      return connection.closed()
    }
    await settledOrTimeout(async () => (await probe()).startsWith('HTTP/1.1 503 '), 'no room')
    expect(await probe()).toMatch(/Retry-After: 10/)
    for (const one of waiting) one.send('<a/>\n')
    await Promise.all(waiting.map((one) => one.until('</S:Envelope>')))
    expect(await probe()).toMatch(/^HTTP\/1\.1 200 /)
    expect(await refusal('queue_full')).toMatchObject({ status: 503 })
  })

  it('is a pile of calls on one connection', async () => {
    const connection = await open()
    connection.send(head(['Content-Length: 0', 'Authorization: Bearer a.b.c']).repeat(200))
    await connection.closed()
    const answers = connection.text().match(/HTTP\/1\.1 401/g)?.length ?? 0
    expect(answers).toBeLessThan(200)
  })
})
