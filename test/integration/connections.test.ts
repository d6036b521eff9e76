import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { createHttpServer, WIRE_LIMITS } from '../../srv/http/http-server.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { openRaw, type RawConnection } from '../support/raw-http.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

const PATH = '/http/successfactors/events'
/** Nothing times out by itself within a test, except where the test says so. */
const PATIENT = { headersMs: 60_000, requestMs: 60_000, idleMs: 120_000, checkMs: 50 }
/** A busy machine may need longer for any other answer than 408. */
const SOON = { headersMs: 300, requestMs: 400 }
const HEALTH = 'GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'

let bed: TestBed
let token: string
const connections: RawConnection[] = []

beforeAll(async () => {
  bed = await createTestBed()
  token = await bed.token()
})
afterEach(() => {
  for (const connection of connections.splice(0)) connection.destroy()
})
afterAll(() => bed.stop())

async function open(url: string, allowHalfOpen = false): Promise<RawConnection> {
  const connection = await openRaw(url, { allowHalfOpen })
  connections.push(connection)
  return connection
}

const head = (...lines: readonly string[]) =>
  `${[`POST ${PATH} HTTP/1.1`, 'Host: x', ...lines].join('\r\n')}\r\n\r\n`

/** Sends on until the other side no longer takes it. */
async function untilGone(connection: RawConnection, bytes: string): Promise<void> {
  await settledOrTimeout(() => {
    if (!connection.socket.destroyed) connection.send(bytes)
    return connection.socket.destroyed
  }, 'the service to close the connection of a caller that keeps its side open')
}

describe('a connection that the service ends', () => {
  it.each([
    ['408 for headers', 'GET / HTTP/1.1\r\nHost: x\r\nX-A: ', 408],
    ['408 for a body', () => `${head(bearer(), 'Content-Length: 1000000')}<a`, 408],
    ['400 of the parser', 'GET / HTTP/9\r\n\r\n', 400],
    ['431', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(70_000)}`, 431],
    ['413', () => head(bearer(), 'Content-Length: 900000000'), 413],
    ['401 in the middle of a body', head('Content-Length: 9000000'), 401],
    ['401 to Expect', head('Content-Length: 9000', 'Expect: 100-continue'), 401],
    ['an answer with Connection: close', HEALTH, 200],
  ])('is closed even if the caller keeps its side open: %s', async (_name, bytes, status) => {
    const wire = { ...PATIENT, ...(status === 408 && SOON), closeMs: 100 }
    const instance = await bed.startInstance({ wire })
    const connection = await open(instance.url, true)
    connection.send(typeof bytes === 'string' ? bytes : bytes())
    await connection.until(new RegExp(`^HTTP/1\\.1 ${status} `))
    await untilGone(connection, 'x')
    await instance.stop()
  })

  it.each([
    ['408 for headers', 'GET / HTTP/1.1\r\nHost: x\r\nX-A: '],
    ['408 for nothing', ''],
    ['400 of the parser', 'GET / HTTP/9\r\n\r\n'],
    ['431', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(70_000)}`],
    ['400 of our own', 'GET / HTTP/1.1\r\n\r\n'],
    ['an answer with Connection: close', HEALTH],
  ])('is closed also if the caller says nothing more: %s', async (name, bytes) => {
    const soon = name.startsWith('408') && SOON
    const limits = { ...WIRE_LIMITS, ...PATIENT, ...soon, closeMs: 100 }
    const server = createHttpServer(
      (_request, response) => response.end('ok'),
      () => undefined,
      limits,
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const connection = await open(`http://127.0.0.1:${port}`, true)
    connection.send(bytes)
    await connection.until('HTTP/1.1 ')
    const held = promisify(server.getConnections.bind(server))
    await settledOrTimeout(async () => (await held()) === 0, 'the server to hold no connection')
    server.close()
  })
})

const bearer = () => `Authorization: Bearer ${token}`

describe('as many connections as there may be', () => {
  const wire = { ...PATIENT, maxConnections: 10, reservedConnections: 5 }

  it('without a request make room for new ones, the oldest first', async () => {
    const { url } = await bed.startInstance({ wire })
    const slow = await Promise.all(Array.from({ length: 40 }, () => open(url)))
    for (const connection of slow) connection.send('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ')
    for (let asked = 0; asked < 5; asked += 1) {
      const probe = await open(url)
      probe.send(HEALTH)
      expect(await probe.closed()).toMatch(/^HTTP\/1\.1 200 /)
    }
    const call = await open(url)
    call.send(head(bearer(), 'Content-Length: 0', 'Connection: close'))
    expect(await call.closed()).toMatch(/^HTTP\/1\.1 200 /)
  })

  it('with calls under way leave room for the health check alone', async () => {
    const { url } = await bed.startInstance({ wire: { ...wire, maxInFlight: 10 } })
    const busy = await Promise.all(Array.from({ length: 10 }, () => open(url)))
    for (const connection of busy) {
      connection.send(head(bearer(), 'Content-Length: 5', 'Expect: 100-continue'))
    }
    await Promise.all(busy.map((connection) => connection.until('100 Continue')))
    const call = await open(url)
    call.send(head(bearer(), 'Content-Length: 0'))
    expect(await call.closed()).toMatch(/^HTTP\/1\.1 503 .*Retry-After: 10/s)
    const probe = await open(url)
    probe.send(HEALTH)
    expect(await probe.closed()).toMatch(/^HTTP\/1\.1 200 /)
    for (const connection of busy) connection.send('<a/>\n')
    await Promise.all(busy.map((connection) => connection.until('</S:Envelope>')))
  })

  it('with calls under way and a crowd of others still leave that room', async () => {
    const { url } = await bed.startInstance({ wire: { ...wire, maxInFlight: 10 } })
    const busy = await Promise.all(Array.from({ length: 10 }, () => open(url)))
    for (const connection of busy) {
      connection.send(head(bearer(), 'Content-Length: 5', 'Expect: 100-continue'))
    }
    await Promise.all(busy.map((connection) => connection.until('100 Continue')))
    const crowd = await Promise.all(Array.from({ length: 30 }, () => open(url)))
    for (const connection of crowd) connection.send('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ')
    const probe = await open(url)
    probe.send(HEALTH)
    expect(await probe.closed()).toMatch(/^HTTP\/1\.1 200 /)
  })
})
