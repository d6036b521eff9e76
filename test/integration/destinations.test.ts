import { afterEach, describe, expect, it } from '@jest/globals'
import type { DestinationConfig } from '../../lib/config/destinations.ts'
import { createDestinations } from '../../lib/outbound/destinations/create-destinations.ts'
import type { Destination } from '../../lib/outbound/destinations/destination.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { type RecordingTarget, startRecordingTarget } from '../support/recording-target.ts'

const open: RecordingTarget[] = []

async function target(answer: Parameters<typeof startRecordingTarget>[0]) {
  const started = await startRecordingTarget(answer)
  open.push(started)
  return started
}

/** Answers `ok`, unless told otherwise. */
const ok = () => target((_call, response) => response.end('ok'))

function erp(url: string, login: DestinationConfig['login'] = { kind: 'none' }): Destination {
  const named = new Map([['erp', { url, login }]])
  return createDestinations({ named, bound: false }).destination('erp')
}

const basic = { kind: 'basic', user: 'receiver', password: 'top secret' } as const

async function failureOf(call: Promise<unknown>): Promise<Error & { code?: string }> {
  return call.then(
    () => {
      throw new Error('expected it to fail')
    },
    (error) => error,
  )
}

describe('a destination of the environment', () => {
  afterEach(async () => {
    await Promise.all(open.splice(0).map((one) => one.close()))
  })

  it('is called with what was given: path, query, headers, JSON', async () => {
    const { url, calls } = await ok()
    const query = { $filter: "name eq 'O''Neil & co'", top: 2, tag: ['a b', 'c'], left: undefined }
    const headers = { 'X-Mine': '1' }
    await erp(`${url}/api/`).post('/users?page=1', { query, headers, body: { name: 'ä' } })
    expect(calls).toMatchObject([
      {
        method: 'POST',
        url: '/api/users?page=1&$filter=name%20eq%20%27O%27%27Neil%20%26%20co%27&top=2&tag=a%20b&tag=c',
        headers: { 'x-mine': '1', 'content-type': 'application/json' },
        body: '{"name":"ä"}',
      },
    ])
  })

  it('sends text and bytes as they are', async () => {
    const { url, calls } = await ok()
    await erp(url).put('/t', { body: '<a/>', headers: { 'Content-Type': 'application/xml' } })
    await erp(url).put('/b', { body: new Uint8Array([104, 105]) })
    expect(calls.map(({ body, headers }) => [body, headers['content-type']])).toEqual([
      ['<a/>', 'application/xml'],
      ['hi', 'application/octet-stream'],
    ])
  })

  it('logs in by Basic', async () => {
    const { url, calls } = await ok()
    await erp(url, basic).get('/users')
    const pair = Buffer.from('receiver:top secret').toString('base64')
    expect(calls[0]?.headers.authorization).toBe(`Basic ${pair}`)
  })

  it.each([
    [401, ''],
    [403, '{"error":{"code":"x","message":{"value":"[LGN0022] The access token is expired"}}}'],
  ])(
    'logs in by a token of its own, and fetches another one after %i, once',
    async (status, said) => {
      let issued = 0
      const issuer = await target((_call, response) => {
        issued += 1
        response.setHeader('content-type', 'application/json')
        response.end(
          JSON.stringify({ access_token: `t${issued}`, token_type: 'Bearer', expires_in: 3600 }),
        )
      })
      const { url, calls } = await target(({ headers }, response) => {
        const isRefused = headers.authorization === 'Bearer t1'
        response.statusCode = isRefused ? status : 200
        response.end(isRefused ? said : '')
      })
      const login = {
        kind: 'client-credentials',
        tokenUrl: `${issuer.url}/token`,
        clientId: 'receiver',
        clientSecret: 'top secret',
        parameters: { resource: 'urn:sap:identity:application:provider:name:sf' },
      } as const
      const destination = erp(url, login)
      await destination.get('/users')
      await destination.get('/users')
      expect(calls.map(({ headers }) => headers.authorization)).toEqual([
        'Bearer t1',
        'Bearer t2',
        'Bearer t2',
      ])
      expect(issuer.calls).toHaveLength(2)
      expect(issuer.calls[0]?.body).toContain('resource=urn%3Asap%3Aidentity')
    },
  )

  it('keeps its login after a 403 that speaks of rights', async () => {
    const issuer = await target((_call, response) => {
      response.setHeader('content-type', 'application/json')
      response.end('{"access_token":"t1","token_type":"Bearer","expires_in":3600}')
    })
    const { url, calls } = await target((_call, response) => {
      response.statusCode = 403
      response.end('{"error":{"code":"LGN0002"}}')
    })
    const login = {
      kind: 'client-credentials',
      tokenUrl: issuer.url,
      clientId: 'receiver',
      clientSecret: 'top secret',
      parameters: {},
    } as const
    expect(await failureOf(erp(url, login).get('/users'))).toMatchObject({ status: 403 })
    expect(calls).toHaveLength(1)
    expect(issuer.calls).toHaveLength(1)
  })

  it('says of a token endpoint that refuses us: the target is down, without any secret', async () => {
    const issuer = await target((_call, response) => {
      response.statusCode = 401
      response.end('top secret')
    })
    const login = {
      kind: 'client-credentials',
      tokenUrl: issuer.url,
      clientId: 'receiver',
      clientSecret: 'top secret',
      parameters: {},
    } as const
    const { url, calls } = await ok()
    const error = await failureOf(erp(url, login).get('/users'))
    expect(error).toMatchObject({
      name: 'TargetUnavailableError',
      message: 'no token for "erp" from its tokenServiceURL: http_401',
    })
    expect(JSON.stringify([error.message, error.stack, error.cause])).not.toContain('secret')
    expect(calls).toHaveLength(0)
  })

  it.each([
    ['another host', 'http://attacker.example/users'],
    ['another port', 'http://localhost:1/users'],
    ['a user in the address', 'http://u:p@localhost/users'],
    ['a way out by dots', '/../admin'],
    ['a way out by encoded dots', '/%2e%2e/admin'],
    ['a host behind the host', '.attacker.example/users'],
    ['a fragment', '/users/#7'],
  ])('sends nothing to %s', async (_what, path) => {
    const { url, calls } = await ok()
    const error = await failureOf(erp(`${url}/api`, basic).get(path))
    // Wrong at every attempt: the delivery is rejected, and not tried again.
    expect(error).toMatchObject({ code: 'destination_invalid', name: 'RejectError' })
    expect(error.message).not.toContain(path)
    expect(calls).toHaveLength(0)
  })

  it('takes a whole address of its own, as links in answers have it', async () => {
    const { url, calls } = await ok()
    await erp(`${url}/api`, basic).get(`${url}/api/users?$skiptoken=x%3D`)
    expect(calls[0]?.url).toBe('/api/users?$skiptoken=x%3D')
  })

  it('follows no redirect, so that no other server gets the login', async () => {
    const elsewhere = await ok()
    const { url } = await target((_call, response) => {
      response.writeHead(302, { location: elsewhere.url })
      response.end()
    })
    const error = await failureOf(erp(url, basic).get('/users'))
    expect(error).toMatchObject({ code: 'http_302', status: 302 })
    expect(elsewhere.calls).toHaveLength(0)
  })

  it('ends a call at its time limit: the connection is closed, not only left', async () => {
    const silent = await target(() => undefined)
    const error = await failureOf(erp(silent.url).get('/users', { timeoutMs: 50 }))
    expect(error).toMatchObject({
      name: 'TimeoutError',
      code: 'timed_out',
      message: '"erp" did not answer within 50 ms',
    })
    await settledOrTimeout(() => silent.connections() === 0, 'the connection to close')
  })

  it('ends it as well while the answer trickles', async () => {
    const slow = await target((_call, response) => {
      response.write('{')
    })
    const error = await failureOf(erp(slow.url).get('/users', { timeoutMs: 50 }))
    expect(error).toMatchObject({ name: 'TimeoutError' })
    await settledOrTimeout(() => slow.connections() === 0, 'the connection to close')
  })

  it('ends a call with its signal and that reason', async () => {
    const silent = await target(() => undefined)
    const stop = new AbortController()
    const call = failureOf(erp(silent.url).get('/users', { signal: stop.signal }))
    await settledOrTimeout(() => silent.calls.length === 1, 'the call')
    stop.abort(new Error('lease lost'))
    expect((await call).message).toBe('lease lost')
    await settledOrTimeout(() => silent.connections() === 0, 'the connection to close')
  })

  it('reads no more of an answer than it may', async () => {
    const { url } = await target((_call, response) => response.end('x'.repeat(5_000)))
    const error = await failureOf(erp(url).get('/users', { maxBytes: 4_999 }))
    expect(error).toMatchObject({
      code: 'answer_too_large',
      message: 'expected an answer of at most 4999 bytes from "erp", got more: raise maxBytes',
    })
    expect((await erp(url).get('/users', { maxBytes: 5_000 })).bytes()).toHaveLength(5_000)
  })

  it('names the code of a connection that fails, and counts it as the target’s fault', async () => {
    const gone = await ok()
    await gone.close()
    const error = await failureOf(erp(gone.url, basic).get('/users'))
    expect(error).toMatchObject({
      code: 'ECONNREFUSED',
      message: 'the call of "erp" failed: ECONNREFUSED',
    })
  })

  it('names an answer that is no HTTP', async () => {
    const { url } = await target((_call, { socket }) => socket?.end('SSH-2.0-OpenSSH\r\n'))
    expect(await failureOf(erp(url).get('/users'))).toMatchObject({ code: 'not_http' })
  })

  it('explains the solution for an unknown name, at the first call', async () => {
    const none = createDestinations({ named: new Map(), bound: false })
    expect(await failureOf(none.destination('crm').get('/'))).toMatchObject({
      code: 'destination_unknown',
    })
    expect(() => none.destination('../crm')).toThrow(/letters, digits/)
  })
})
