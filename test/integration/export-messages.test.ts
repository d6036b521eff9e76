import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { settledOrTimeout } from '../support/eventually.ts'
import { startOperations, type TestOperations } from '../support/operations-bed.ts'
import { sendEvents } from '../support/send-events.ts'
import { HIRE } from '../support/soap-message.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

const MANY = 2_300

describe('an export of messages', () => {
  let bed: TestBed
  let api: TestOperations
  let reader: TestOperations
  let token: string
  let hired: string

  beforeAll(async () => {
    bed = await createTestBed()
    token = await bed.token('operator')
    const instance = await bed.startInstance({
      handlers: { hires: { on: HIRE, run: () => undefined } },
    })
    api = await startOperations(bed)
    reader = await startOperations(bed, {
      caller: {
        issuer: 'https://issuer.example',
        clientId: 'monitor',
        tenant: 't1',
        certificate: null,
        person: true,
        scopes: [],
        grants: new Set(['Monitor'] as const),
        user: 'ann',
      },
    })
    hired = await sendEvents(instance, await bed.token(), [
      { userId: '71001', startDate: '2030-05-01' },
    ])
    await sendEvents(instance, await bed.token(), ['71002'], 'test.Other')
    await bed.settled()
  })
  afterAll(async () => {
    await api.stop()
    await reader.stop()
    await bed.stop()
  })

  const format = { zone: 'America/New_York', separator: ';' }
  const exported = async (body: object, from = api) => {
    const { text, headers } = await from
      .post('/messages/export', { ...format, ...body })
      .expect(200)
    expect(headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(text.startsWith('\uFEFF')).toBe(true)
    expect(text.endsWith('\r\n')).toBe(true)
    return text.slice(1, -2).split('\r\n')
  }

  it('contains the chosen columns of all that match, in the zone of the reader', async () => {
    await bed.db.query(`update message set received_at = '2026-07-01T03:04:05Z' where id = $1`, [
      hired,
    ])
    const columns = ['received', 'type', 'effective', 'status', 'handlers', 'id']
    expect(await exported({ columns, effectiveFrom: '2030-01-01' })).toEqual([
      '"Received (America/New_York)";"Event type";"Effective";"Status";"Handlers";"Message id"',
      `"2026-06-30 23:04:05";"${HIRE}";"2030-05-01";"COMPLETED";"hires: completed";"${hired}"`,
    ])
    const titles = { received: 'Empfangen' }
    const [head] = await exported({ columns: ['received'], titles, separator: ',' })
    expect(head).toBe('"Empfangen (America/New_York)"')
  })

  it('names employees only with Reveal, and records whose', async () => {
    const body = { columns: ['employees'], type: HIRE }
    await reader.post('/messages/export', { ...format, ...body }).expect(403)
    expect((await exported({ columns: ['type'], type: HIRE }, reader))[1]).toBe(`"${HIRE}"`)
    const reveals = () =>
      bed.rows(`select detail->>'what' as what, s.key_digest from action a
        join action_subject i on i.action_id = a.id join subject s on s.id = i.subject_id
        where a.kind = 'reveal'`)
    expect(await reveals()).toEqual([])
    expect(await exported(body)).toEqual(['"Employees"', '"71001"'])
    expect(await reveals()).toEqual([expect.objectContaining({ what: 'export' })])
  })

  it('masks what the list masks', async () => {
    await bed.db.query('update message set external_event_id = $2 where id = $1', [
      hired,
      'Max Muster',
    ])
    const [, line] = await exported({ columns: ['externalEventId', 'type'], type: HIRE })
    expect(line).toBe(`"‹externalEventId›";"${HIRE}"`)
  })

  it('is refused for an unknown zone or column', async () => {
    await api.post('/messages/export', { ...format, columns: ['type'], zone: 'Mars/X' }).expect(400)
    await api.post('/messages/export', { ...format, columns: ['body'] }).expect(400)
  })

  it('goes on page by page, and ends when the reader stops it', async () => {
    await bed.db.query(`
      insert into message (received_at, event_count, caller_id, id, instance_id, state, correlation_id, body)
      select now(), 0, (select min(id) from caller),
        ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, gen_random_uuid(), 'recorded', 'c', ''
      from generate_series(1, ${MANY}) n`)
    const rows = await exported({ columns: ['id'], order: 'asc', sort: 'received' })
    expect(rows.length).toBe(1 + MANY + 2)
    expect(rows[1]).toBe('"01900000-0000-7000-8000-000000000001"')
    expect(rows.at(-1)).toMatch(/^"01[\da-f]/)

    const start = (signal: AbortSignal) =>
      fetch(`${api.url}/messages/export`, {
        method: 'POST',
        signal,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ ...format, columns: ['id', 'received', 'type', 'caller'] }),
      })
    const stop = new AbortController()
    const lock = await bed.db.connect()
    await lock.query('begin; lock table message in access exclusive mode')
    const held = [start(stop.signal), start(stop.signal)]
    held.forEach((one) => void one.catch(() => undefined))
    await settledOrTimeout(async () => {
      const answer = await Promise.race([
        start(new AbortController().signal),
        new Promise<null>((done) => setTimeout(done, 200, null)),
      ])
      return answer?.status === 503
    }, 'a third export to be refused')
    stop.abort()
    await lock.query('commit')
    lock.release()
    await settledOrTimeout(async () => {
      const answer = await start(new AbortController().signal)
      await answer.text()
      return answer.status === 200
    }, 'room for another export')
    expect(api.internalErrors).toEqual([])
  })
})
