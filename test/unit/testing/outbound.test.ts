import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { defineHandler } from '#handler'
import { aHire, deliver } from '#testing'
import { createOutbound } from '../../../lib/testing/outbound.ts'

describe('calls that leave a handler', () => {
  let server: Server
  let origin: string
  beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.url === '/reset') request.socket.resetAndDestroy()
      else response.writeHead(request.url === '/first' ? 503 : 200).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })

  const calling = defineHandler({
    on: '*',
    async run(event, { attempt, idempotencyKey, setting }) {
      const path = attempt === 1 ? setting('FIRST', '/first') : `/users?id=${event.key('userId')}`
      const response = await fetch(origin + path, {
        method: 'POST',
        headers: { 'Idempotency-Key': idempotencyKey },
      })
      if (!response.ok) throw new Error(`HTTP ${response.status}`)
    },
  })

  it('are noted over all attempts, with their status', async () => {
    const { outbound, outcome } = await deliver(calling, aHire(), { idempotencyKey: 'k' })
    expect(outcome).toBe('completed')
    const own = { destination: null, origin, method: 'POST', body: null }
    const headers = expect.objectContaining({ 'idempotency-key': 'k' })
    expect(outbound).toEqual([
      { ...own, path: '/first', query: {}, headers, status: 503 },
      { ...own, path: '/users', query: { id: '20001' }, headers, status: 200 },
    ])
  })

  it('have no status when no answer came', async () => {
    const { outbound } = await deliver(calling, aHire(), {
      settings: { FIRST: '/reset' },
      maxAttempts: 1,
    })
    expect(outbound).toMatchObject([{ path: '/reset', status: null }])
  })

  it('are separated if deliveries run at the same time', async () => {
    const delivered = await Promise.all(
      ['1', '2', '3'].map((userId) => deliver(calling, aHire({ keys: { userId } }))),
    )
    expect(delivered.map(({ outbound }) => outbound.map(({ query }) => query))).toEqual([
      [{}, { id: '1' }],
      [{}, { id: '2' }],
      [{}, { id: '3' }],
    ])
  })
})

describe('calls to destinations', () => {
  const call = { method: 'PATCH', path: '/users/7', headers: {}, query: {}, body: { a: 1 } }

  it('are noted and answered', async () => {
    const outbound = createOutbound({ directory: ({ path }) => ({ status: 200, body: path }) })
    expect(await outbound.answer('directory', call)).toEqual({ status: 200, body: '/users/7' })
    expect(outbound.calls).toEqual([
      { ...call, destination: 'directory', origin: null, status: 200 },
    ])
  })

  it('may break, and are noted all the same', async () => {
    const outbound = createOutbound({ directory: () => Promise.reject(new Error('reset')) })
    await expect(outbound.answer('directory', call)).rejects.toThrow('reset')
    expect(outbound.calls).toMatchObject([{ destination: 'directory', status: null }])
  })

  it('say which destination the test does not know', async () => {
    const outbound = createOutbound({ directory: () => ({ status: 200 }) })
    await expect(outbound.answer('mail', call)).rejects.toThrow(
      '"mail" in the options of deliver, got directory',
    )
  })
})
