import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { HandlerContext, HandlerDefinition } from '../../lib/handler.ts'
import type { OutboundCall } from '../../lib/store/deliver/settlement.ts'
import { openedJson } from '../support/opened.ts'
import { readDeliveries } from '../support/read-deliveries.ts'
import { type RecordingTarget, startRecordingTarget } from '../support/recording-target.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

describe('what an attempt calls', () => {
  let bed: TestBed
  let instance: TestInstance
  let erp: RecordingTarget
  let failing = 0

  beforeAll(async () => {
    bed = await createTestBed()
    erp = await startRecordingTarget(({ method }, response) => {
      if (failing > 0) {
        failing -= 1
        response.writeHead(503, { 'retry-after': '1' })
      } else if (method === 'POST') response.setHeader('content-type', 'application/json')
      response.end('{"id":"A1","userName":"jana.probst","active":true}')
    })
  })
  afterAll(async () => {
    await erp.close()
    await bed.stop()
  })
  beforeEach(async () => {
    failing = 0
    await bed.reset()
  })
  afterEach(() => instance.stop())

  async function run(definition: HandlerDefinition['run'], more = {}): Promise<OutboundCall[][]> {
    const entry = { url: erp.url, authentication: 'NoAuthentication' }
    instance = await bed.startInstance({
      environment: { DESTINATIONS: JSON.stringify({ erp: entry }) },
      handlers: { calling: { on: '*', run: definition, ...more } },
    })
    await instance.send(['E104711'])
    await bed.settled()
    const rows = await bed.rows<{ calls: OutboundCall[] | null }>(
      `select ${openedJson('attempt', 'attempt', 'calls')} as calls from attempt order by number`,
    )
    return rows.map(({ calls }) => calls ?? [])
  }

  it('carries the ids of the attempt, and a key that is one for each call', async () => {
    const ids: Pick<HandlerContext, 'correlationId' | 'idempotencyKey'>[] = []
    const before = erp.calls.length
    failing = 1
    await run(
      async (_event, { destination, correlationId, idempotencyKey }) => {
        ids.push({ correlationId, idempotencyKey })
        await destination('erp').post('/accounts', { body: {} })
        await destination('erp').post('/mail', { body: {} })
        await destination('erp').get('/accounts')
      },
      { retry: { firstDelayMs: 0 } },
    )
    const calls = erp.calls.slice(before)
    const keys = calls.map(({ headers }) => headers['idempotency-key'])
    expect(calls.map(({ method }) => method)).toEqual(['POST', 'POST', 'POST', 'GET'])
    // The repeated call is the same for the target, another call is not.
    expect(keys[0]).toBe(keys[1])
    expect(keys[2]).not.toBe(keys[0])
    expect(keys[3]).toBeUndefined()
    for (const key of keys.slice(0, 3)) expect(key).toContain(`${ids[0]?.idempotencyKey}:`)
    for (const { headers } of calls) expect(headers['x-correlation-id']).toBe(ids[0]?.correlationId)
  })

  it('is stored with it: target and result, without personal data', async () => {
    const [calls] = await run(async (event, { destination }) => {
      const userId = event.key('userId')
      await destination('erp').get(`/accounts/${userId}`, { query: { filter: 'jana.probst' } })
      await destination('erp').post('/accounts', {
        body: { userName: 'jana.probst', userId, plan: 'basic' },
        record: 'bodies',
      })
    })
    expect(calls).toEqual([
      {
        afterMs: expect.any(Number),
        durationMs: expect.any(Number),
        destination: 'erp',
        method: 'GET',
        path: '/accounts/‹userId›?filter',
        status: 200,
        error: null,
        sent: null,
        received: null,
      },
      expect.objectContaining({
        method: 'POST',
        path: '/accounts',
        sent: '{"userName":"‹userName›","userId":"‹userId›","plan":"basic"}',
        received: '{"id":"A1","userName":"‹userName›","active":true}',
      }),
    ])
  })

  it('is kept of a failed attempt as well, which comes no sooner than the target said', async () => {
    failing = 1
    const calls = await run(
      async (_event, { destination }) => void (await destination('erp').get('/accounts')),
      { retry: { firstDelayMs: 0 } },
    )
    expect(calls.map(([call]) => [call?.status, call?.error])).toEqual([
      [503, 'http_503'],
      [200, null],
    ])
    const { rows } = await bed.db.query<{ pause: number; code: string }>(
      `select extract(epoch from max(started_at) - min(ended_at))::float8 as pause,
         min(error_code) as code from attempt`,
    )
    expect(rows[0]?.pause).toBeGreaterThanOrEqual(1)
    expect(rows[0]?.code).toBe('http_503')
  })

  it('is kept for 50 calls at most, and the log says so', async () => {
    const [calls] = await run(async (_event, { destination }) => {
      await Promise.all(Array.from({ length: 60 }, () => destination('erp').get('/accounts')))
    })
    expect(calls).toHaveLength(50)
    const rows = await bed.rows(
      `select ${openedJson('attempt', 'attempt', 'log')} as log from attempt`,
    )
    expect(JSON.stringify(rows[0]?.log)).toContain('more than 50 outbound calls')
    expect(await readDeliveries(bed.db)).toMatchObject([{ state: 'completed' }])
  })
})
