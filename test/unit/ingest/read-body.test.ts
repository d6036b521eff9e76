import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createBodyBudget } from '../../../srv/http/body-budget.ts'
import { readBody } from '../../../srv/ingest/read-body.ts'
import { settledOrTimeout } from '../../support/eventually.ts'
import { openRaw } from '../../support/raw-http.ts'

const budget = () =>
  createBodyBudget({ maxBytes: 1_000, maxWaiting: 9, now: () => performance.now() })

describe('the body of a caller that went away', () => {
  const arrived: IncomingMessage[] = []
  const server = createServer((request) => void arrived.push(request))
  let url: string
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => void server.close())

  async function leave(): Promise<IncomingMessage> {
    const before = arrived.length
    const connection = await openRaw(url)
    connection.send('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\nhalf')
    await settledOrTimeout(() => arrived.length > before, 'the request')
    const request = arrived[before] as IncomingMessage
    connection.destroy()
    await settledOrTimeout(() => request.destroyed, 'its end')
    return request
  }

  it('is not waited for, also where it left before it was read', async () => {
    const bodies = budget()
    const room = bodies.open(60_000)
    const request = await leave()
    expect(await readBody(request, { limit: 1_000, room }, () => undefined)).toBeNull()
    room.close()
    expect(bodies.used()).toBe(0)
  })

  it('is not waited for where it left while it waited for room', async () => {
    const bodies = budget()
    const first = bodies.open(60_000)
    await first.hold(1_000)
    const room = bodies.open(60_000)
    const request = await leave()
    const reading = readBody(request, { limit: 1_000, room }, () => undefined)
    first.close()
    expect(await reading).toBeNull()
    room.close()
    expect(bodies.used()).toBe(0)
  })
})
