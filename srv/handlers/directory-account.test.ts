import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { anEvent, deliver, type EventValues } from '#testing'
import directoryAccount from './directory-account.ts'
import { HIRE, MANAGER_CHANGED, REHIRE, TERMINATION } from './shared/event-types.ts'

interface Request {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly key: unknown
  readonly body: unknown
}

/** How the directory answers; `null` = it resets the connection. */
interface Answer {
  readonly status: number | null
  readonly headers?: Readonly<Record<string, string>>
}

describe('directory-account', () => {
  let server: Server
  let requests: Request[]
  let answer: Answer

  beforeEach(async () => {
    requests = []
    answer = { status: 200 }
    server = createServer(async (request, response) => {
      const body = await jsonOf(request)
      const { method, url, headers } = request
      requests.push({ method, url, key: headers['idempotency-key'], body })
      if (answer.status === null) request.socket.resetAndDestroy()
      else response.writeHead(answer.status, answer.headers).end()
    })
    await listen(server)
  })
  afterEach(() => close(server))

  const deliverEvent = (values: EventValues, port?: number) => {
    const used = port ?? (server.address() as AddressInfo).port
    const event = anEvent({ keys: { userId: '20001' }, type: HIRE, ...values })
    return deliver(directoryAccount, event, {
      settings: { LOCAL_DIRECTORY_PORT: String(used) },
      idempotencyKey: 'key-1',
      maxAttempts: 1,
    })
  }

  it.each([
    [HIRE, 'PUT', { activeFrom: '2026-03-01' }],
    [REHIRE, 'PUT', { activeFrom: '2026-03-01' }],
    [TERMINATION, 'PATCH', { activeUntil: '2026-03-01' }],
    [MANAGER_CHANGED, 'PATCH', { managerId: '10005' }],
  ])('%s becomes %s %j', async (type, method, body) => {
    const { outcome } = await deliverEvent({
      type,
      effectiveStartDate: '2026-03-01',
      params: { managerId: '10005' },
    })
    expect(outcome).toBe('completed')
    expect(requests).toEqual([{ method, url: '/accounts/20001', key: 'key-1', body }])
  })

  it('writes a userId into the address so that it stays one segment', async () => {
    await deliverEvent({ keys: { userId: 'a/../b?c' } })
    expect(requests[0]?.url).toBe('/accounts/a%2F..%2Fb%3Fc')
  })

  it('finds values that came as parameters', async () => {
    await deliverEvent({ type: MANAGER_CHANGED, keys: {}, params: { userId: '20002' } })
    expect(requests[0]?.url).toBe('/accounts/20002')
  })

  it('rejects an event without userId and calls nobody', async () => {
    for (const type of [HIRE, MANAGER_CHANGED]) {
      const { outcome, reason } = await deliverEvent({ type, keys: { userId: '' } })
      expect(outcome).toBe('rejected')
      expect(reason).toMatch(/^expected .*userId/)
    }
    expect(requests).toEqual([])
  })

  it.each([400, 404, 409, 422])('rejects after HTTP %i: it stays that way', async (status) => {
    answer = { status }
    const { outcome, reason } = await deliverEvent({})
    expect(outcome).toBe('rejected')
    expect(reason).toContain(`HTTP ${status}`)
  })

  it.each([401, 403, 429, 500, 503])('is tried again after HTTP %i', async (status) => {
    answer = { status }
    expect(await deliverEvent({})).toMatchObject({
      outcome: 'retry',
      reason: `expected HTTP 2xx from the directory, got ${status}`,
      delays: [500],
    })
  })

  it('waits as long as the directory asks', async () => {
    answer = { status: 503, headers: { 'Retry-After': '7' } }
    expect(await deliverEvent({})).toMatchObject({ outcome: 'retry', delays: [7_000] })
  })

  it('is tried again when the connection is reset or nobody listens', async () => {
    answer = { status: null }
    expect((await deliverEvent({})).outcome).toBe('retry')
    const { port } = server.address() as AddressInfo
    await close(server)
    expect((await deliverEvent({}, port)).outcome).toBe('retry')
    await listen(server)
  })

  it('says nothing about the person', async () => {
    const said: unknown[] = []
    for (const status of [200, 404]) {
      answer = { status }
      const { reason, log } = await deliverEvent({})
      said.push(reason, log)
    }
    expect(JSON.stringify(said)).not.toContain('20001')
  })
})

async function jsonOf(request: IncomingMessage): Promise<unknown> {
  let text = ''
  for await (const chunk of request) text += chunk
  return JSON.parse(text)
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, 'localhost', resolve))
}

function close(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}
