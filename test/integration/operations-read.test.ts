import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { reject } from '../../lib/handler.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { startOperations, type TestOperations } from '../support/operations-bed.ts'
import { HIRE, type SoapEvent, soapMessage } from '../support/soap-message.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const JOB = 'com.successfactors.Employment.Job.Change'

describe('the operations API reads', () => {
  let bed: TestBed
  let instance: TestInstance
  let api: TestOperations
  /** ids by what became of the message */
  const ids: Record<string, string> = {}

  const send = async (
    events: readonly SoapEvent[],
    { type = HIRE, company = 'ACME', correlation = 'c-1', body = soapMessage(events, type) } = {},
  ): Promise<string> => {
    const answer = await request(instance.url)
      .post(`/http/successfactors/events/${company}`)
      .set('Authorization', `Bearer ${await bed.token()}`)
      .set('Content-Type', 'text/xml')
      .set('x-correlation-id', correlation)
      .send(body)
    return answer.headers.sap_messageprocessinglogid as string
  }

  beforeAll(async () => {
    bed = await createTestBed()
    instance = await bed.startInstance({
      handlers: {
        broken: {
          on: HIRE,
          run(event, { log }) {
            const userId = event.key('userId') as string
            log.info(`looks at ${userId}`)
            if (userId.startsWith('bad')) reject(`no account for ${userId}`)
          },
        },
        flaky: {
          on: JOB,
          retry: { attempts: 5, firstDelayMs: 3_600_000 },
          run: () => {
            throw new Error('target is down')
          },
        },
        later: {
          on: 'com.example.Later',
          startAt: () => new Date(Date.now() + 86_400_000),
          meanwhile: 'overtake',
          run: () => undefined,
        },
      },
    })
    api = await startOperations(bed)
    ids.completed = await send([{ userId: 'good1', eventId: 'e-good' }])
    ids.failed = await send([{ userId: 'bad1' }, { userId: 'good2' }])
    ids.behind = await send([{ userId: 'bad1' }], { company: 'OTHER', correlation: 'c-other' })
    ids.waiting = await send([{ userId: 'bad1' }])
    ids.retry = await send([{ userId: 'flaky1' }], { type: JOB })
    ids.scheduled = await send([{ userId: 'later1' }], { type: 'com.example.Later' })
    const body = soapMessage([{ userId: 'again', eventId: 'e-again' }])
    ids.first = await send([], { body })
    ids.repeat = await send([], { body })
    ids.unhandled = await send([{ userId: 'nobody' }], { type: 'com.example.Unhandled' })
    ids.undecodable = await send([], { body: '<broken' })
    await settledOrTimeout(async () => {
      const { rows } = await bed.db.query(
        `select 1 from lane where due_at < now() + interval '10 minutes'`,
      )
      return rows.length === 0
    }, 'what is due to be done')
  }, 60_000)
  afterAll(async () => {
    expect(api.internalErrors).toEqual([])
    await api.stop()
    await bed.stop()
  })

  type Item = Record<string, unknown> & { id: string; messageId: string }
  const nameOf = (id: string) => Object.keys(ids).find((name) => ids[name] === id) ?? id
  const itemsOf = async (path: string, query: object): Promise<Item[]> =>
    (await api.get(path, query).expect(200)).body.items
  const namesOf = (items: readonly Item[]) =>
    items.map(({ id, messageId }) => nameOf(messageId ?? id)).sort()
  const found = async (path: string, query: object) => namesOf(await itemsOf(path, query))
  const searched = async (path: string, body: object): Promise<string[]> =>
    namesOf((await api.post(path, body).expect(200)).body.items)

  it('shows every message with its status', async () => {
    const { body } = await api.get('/messages', { count: 'true' }).expect(200)
    const statuses = Object.fromEntries(
      body.items.map(({ id, status }: { id: string; status: string }) => [nameOf(id), status]),
    )
    expect(statuses).toEqual({
      completed: 'COMPLETED',
      failed: 'FAILED',
      behind: 'FAILED',
      waiting: 'PROCESSING',
      retry: 'RETRY',
      scheduled: 'PROCESSING',
      first: 'COMPLETED',
      repeat: 'DISCARDED',
      unhandled: 'NO_HANDLER',
      undecodable: 'UNDECODABLE',
    })
    expect(body).toMatchObject({
      next: null,
      examinedTo: null,
      count: { count: 10, atLeast: false },
    })
  })

  it.each([
    [{ status: 'FAILED' }, ['behind', 'failed']],
    [{ status: 'RETRY' }, ['retry']],
    [{ status: 'PROCESSING' }, ['scheduled', 'waiting']],
    [{ status: 'COMPLETED' }, ['completed', 'first']],
    [{ status: 'NO_HANDLER' }, ['unhandled']],
    [{ status: 'DISCARDED' }, ['repeat']],
    [{ status: 'UNDECODABLE' }, ['undecodable']],
    [{ handler: 'flaky' }, ['retry']],
    [{ handler: 'broken', status: 'FAILED', company: 'OTHER' }, ['behind']],
    [{ handler: 'nobody knows it' }, []],
    [{ type: JOB }, ['retry']],
    [{ company: 'OTHER' }, ['behind']],
    [{ client: 'nobody' }, []],
    [{ correlationId: 'c-other' }, ['behind']],
    [{ eventId: 'e-good' }, ['completed']],
    [{ eventId: 'e-again' }, ['first', 'repeat']],
    [{ eventId: 'e-again', status: 'DISCARDED' }, ['repeat']],
    [{ externalEventId: 'none' }, []],
    [{ from: '2020-01-01T00:00:00Z', to: '2020-01-02T00:00:00+01:00' }, []],
    [{ to: '2020-01-02T00:00:00Z' }, []],
    [{ from: '9999-12-31T23:59:59Z' }, []],
  ])('finds messages by %j', async (query, names) => {
    expect(await found('/messages', query)).toEqual(names)
  })

  it('finds messages by client, external event id and id', async () => {
    const [known] = await itemsOf('/messages', { messageId: ids.completed })
    expect(await found('/messages', { externalEventId: known?.externalEventId })).toEqual([
      'completed',
    ])
    const { clientId } = (known as Item).caller as { clientId: string }
    expect(await found('/messages', { client: clientId })).toHaveLength(10)
    expect(await found('/messages', { from: '2020-01-01T00:00:00Z' })).toHaveLength(10)
  })

  it('finds messages by person and by subject', async () => {
    expect(await searched('/messages/search', { person: { key: 'bad1' } })).toEqual([
      'behind',
      'failed',
      'waiting',
    ])
    const person = { key: 'bad1', kind: 'userId', company: 'OTHER' }
    expect(await searched('/messages/search', { person })).toEqual(['behind'])
    expect(await searched('/messages/search', { person: { key: 'bad1', kind: 'other' } })).toEqual(
      [],
    )
    expect(await searched('/messages/search', { person: { key: 'unknown' } })).toEqual([])
    const { body } = await api.post('/subjects/search', person).expect(200)
    const [{ id: subject }] = body.items
    expect(await found('/messages', { subject })).toEqual(['behind'])
    expect(await searched('/messages/search', { subject, person: { key: 'good1' } })).toEqual([])
  })

  it('finds messages by text, whatever its case and its signs', async () => {
    expect(await searched('/messages/search', { text: 'PGOOD1' })).toEqual(['completed'])
    expect(await searched('/messages/search', { text: 'bad1', company: 'OTHER' })).toEqual([
      'behind',
    ])
    expect(await searched('/messages/search', { text: '%' })).toEqual([])
    expect(await searched('/events/search', { text: 'Good1' })).toEqual(['completed'])
    expect(await searched('/deliveries/search', { text: 'good2' })).toEqual(['failed'])
    expect(await searched('/events/search', { text: 'good' })).toEqual([])
  })

  it.each([
    [{ type: HIRE, company: 'OTHER' }, ['behind']],
    [{ repeat: 'true' }, ['repeat']],
    [{ repeat: 'false', eventId: 'e-again' }, ['first']],
    [{ otherContent: 'true' }, []],
    [{ entityType: 'EmpJob', type: JOB }, ['retry']],
    [{ entityType: 'Other' }, []],
    [{ handler: 'later' }, ['scheduled']],
    [{ correlationId: 'c-other' }, ['behind']],
  ])('finds events by %j', async (query, names) => {
    expect(await found('/events', query)).toEqual(names)
  })

  it.each([
    [{ state: 'failed' }, ['behind', 'failed']],
    [{ state: 'retrying' }, ['retry']],
    [{ state: 'waiting' }, ['waiting']],
    [{ state: 'scheduled' }, ['scheduled']],
    [{ state: 'running' }, []],
    [{ state: 'skipped' }, []],
    [{ state: 'cancelled' }, []],
    [{ state: 'completed', type: HIRE, company: 'ACME' }, ['completed', 'failed', 'first']],
    [{ holdsPlace: 'true' }, ['behind', 'failed', 'retry', 'waiting']],
    [{ attempted: 'false' }, ['scheduled', 'waiting']],
    [{ rerun: 'true' }, []],
    [{ latest: 'false' }, []],
    [{ latest: 'true', handler: 'flaky' }, ['retry']],
    [{ edited: 'true' }, []],
    [{ late: 'true' }, []],
    [{ reasonCode: 'rejected' }, ['behind', 'failed']],
    [{ handler: 'flaky', eventId: 'none' }, []],
    [{ client: 'nobody' }, []],
  ])('finds deliveries by %j', async (query, names) => {
    expect(await found('/deliveries', query)).toEqual(names)
  })

  it.each([
    [{ outcome: 'rejected' }, ['behind', 'failed']],
    [{ outcome: 'retry' }, ['retry']],
    [{ running: 'true' }, []],
    [{ handler: 'flaky' }, ['retry']],
    [{ instanceId: '00000000-0000-0000-0000-000000000000' }, []],
    [{ company: 'OTHER', running: 'false' }, ['behind']],
  ])('finds attempts by %j', async (query, names) => {
    expect(await found('/attempts', query)).toEqual(names)
  })

  it('lists parked lanes with their head, its reason and what waits behind it', async () => {
    const lanes = await itemsOf('/lanes', { status: 'parked', handler: 'broken', company: 'ACME' })
    expect(lanes).toEqual([
      expect.objectContaining({
        handler: 'broken',
        subject: expect.objectContaining({ kind: 'userId', key: '‹userId›', company: 'ACME' }),
        status: 'parked',
        waiting: 2,
        waitingBehind: 1,
        leased: false,
        head: expect.objectContaining({
          messageId: ids.failed,
          ordinal: 0,
          state: 'failed',
          attemptsStarted: 1,
          countedAttempts: 1,
          reasonCode: 'rejected',
          type: HIRE,
          error: { name: 'RejectError', message: 'no account for ‹userId›' },
        }),
      }),
    ])
  })

  it.each([
    [{ status: 'parked' }, 2],
    [{ status: 'open', headState: 'retrying' }, 1],
    [{ headState: 'scheduled' }, 0],
    [{ leased: 'true' }, 0],
    [{ leased: 'false', waiting: '1' }, 3],
    [{ waiting: '2' }, 1],
    [{ company: 'OTHER' }, 1],
    [{ reasonCode: 'rejected' }, 2],
    [{ reasonCode: 'other' }, 0],
    [{ oldest: '2020-01-01T00:00:00Z' }, 0],
    [{ oldest: '2120-01-01T00:00:00Z', status: 'parked' }, 2],
    [{ handler: 'unknown' }, 0],
  ])('finds lanes by %j', async (query, number) => {
    const { body } = await api.get('/lanes', { ...query, count: true }).expect(200)
    expect(body.items).toHaveLength(number)
    expect(body.count).toEqual({ count: number, atLeast: false })
  })

  it('shows subjects with their lanes', async () => {
    const { body } = await api.post('/subjects/search', { key: 'bad1', count: true }).expect(200)
    expect(body.count).toEqual({ count: 2, atLeast: false })
    const subject = body.items.find((item: { company: string }) => item.company === 'OTHER')
    const { body: one } = await api.get(`/subjects/${subject.id}`).expect(200)
    expect(one).toMatchObject({ kind: 'userId', key: '‹userId›', company: 'OTHER' })
    expect(one.lanes).toEqual([expect.objectContaining({ handler: 'broken', status: 'parked' })])
    expect(await itemsOf('/subjects', { company: 'OTHER' })).toHaveLength(1)
    expect(await itemsOf('/lanes', { subject: subject.id })).toHaveLength(1)
    await api.get('/subjects/999999').expect(404)
  })

  it('shows handlers', async () => {
    const { body } = await api.get('/handlers').expect(200)
    expect(body.items).toEqual([
      expect.objectContaining({
        name: 'broken',
        state: 'running',
        circuit: { openedAt: null, probeAt: null, faultySubjects: 0 },
        parkedLanes: 2,
        waitingBehindParked: 1,
        instances: 1,
      }),
      expect.objectContaining({ name: 'flaky', retryingLanes: 1, parkedLanes: 0 }),
      expect.objectContaining({ name: 'later' }),
    ])
    const { body: one } = await api.get('/handlers/flaky').expect(200)
    expect(one.definition.retry.attempts).toBe(5)
    await api.get('/handlers/unknown').expect(404)
  })

  it('shows one message with all that happened; what a handler said names nobody', async () => {
    const { body } = await api.get(`/messages/${ids.failed}`).expect(200)
    expect(body).toMatchObject({ status: 'FAILED', revealed: false, cut: false, eventCount: 2 })
    expect(body.events[0]).toMatchObject({
      ordinal: 0,
      subject: { key: '‹userId›' },
      content: {
        entityType: 'EmpJob',
        keys: [
          { name: 'userId', value: '‹userId›' },
          { name: 'startDate', value: '2026-01-01' },
        ],
        params: [{ name: 'personIdExternal', value: '‹personIdExternal›' }],
      },
    })
    expect(body.deliveries.map(({ state }: { state: string }) => state)).toEqual([
      'failed',
      'completed',
    ])
    expect(body.attempts[0]).toMatchObject({
      outcome: 'rejected',
      error: { message: 'no account for ‹userId›' },
      log: [{ text: 'looks at ‹userId›' }],
    })
    await api.get(`/messages/${ids.undecodable}`).expect(200)
    await api.get('/messages/00000000-0000-7000-8000-000000000000').expect(404)
  })

  it('shows one delivery', async () => {
    const path = `/deliveries/${ids.failed}/0/broken/0`
    const { body } = await api.get(path).expect(200)
    expect(body).toMatchObject({
      state: 'failed',
      holdsPlace: true,
      attemptsStarted: 1,
      countedAttempts: 1,
      reasonCode: 'rejected',
      edit: 0,
    })
    expect(body.content.keys[0]).toEqual({ name: 'userId', value: '‹userId›' })
    const { body: revealed } = await api.get(path, { reveal: true }).expect(200)
    expect(revealed.content.keys[0]).toEqual({ name: 'userId', value: 'bad1' })
    for (const other of ['0/broken/1', '9/broken/0', '0/unknown/0']) {
      await api.get(`/deliveries/${ids.failed}/${other}`).expect(404)
    }
  })

  it('reveals values and bodies on demand, and records each time', async () => {
    const { body } = await api.get(`/messages/${ids.failed}`, { reveal: 'true' }).expect(200)
    expect(body.revealed).toBe(true)
    expect(body.events[0].content.keys[0].value).toBe('bad1')
    const raw = await api.get(`/messages/${ids.undecodable}/body`).buffer(true).expect(200)
    expect(raw.headers['content-type']).toBe('application/octet-stream')
    expect(Buffer.from(raw.body).toString()).toBe('<broken')
    await api.get('/messages/00000000-0000-7000-8000-000000000000/body').expect(404)
    const { body: actions } = await api.get('/actions', { kind: 'reveal' }).expect(200)
    expect(actions.items.slice(0, 2)).toEqual([
      expect.objectContaining({
        detail: { what: 'body', messageId: ids.undecodable },
        state: 'finished',
        by: expect.objectContaining({ person: null, clientId: expect.any(String) }),
      }),
      expect.objectContaining({ detail: { what: 'values', messageId: ids.failed } }),
    ])
  })

  it('says who looked at a person, and at nobody else', async () => {
    const { body: message } = await api.get(`/messages/${ids.failed}`).expect(200)
    const [first, second] = message.events.map((event: Item) => event.subject)
    const lookers = async (subject: string) =>
      (await api.get('/actions', { subject, count: true }).expect(200)).body
    const before = await Promise.all([first, second].map(({ id }) => lookers(id)))
    await api.get(`/deliveries/${ids.failed}/1/broken/0`, { reveal: 'true' }).expect(200)
    const after = await Promise.all([first, second].map(({ id }) => lookers(id)))
    expect(after[0].count.count).toBe(before[0].count.count)
    expect(after[1].count.count).toBe(before[1].count.count + 1)
    const [last] = after[1].items
    expect(last).toMatchObject({ kind: 'reveal', subjects: [second.id], subjectCount: 1 })
    expect(JSON.stringify(last)).not.toContain(second.key)
    await api.get(`/messages/${ids.failed}`, { reveal: 'true' }).expect(200)
    const [whole] = (await lookers(first.id)).items
    expect(whole.subjects).toEqual([first.id, second.id].sort((a, b) => a - b))
    expect((await lookers('999999')).items).toEqual([])
  })

  it.each(['/messages', '/events', '/deliveries', '/attempts', '/subjects', '/lanes'])(
    'pages through %s without loss or double while rows are added',
    async (path) => {
      const { body: whole } = await api.get(path, { limit: 200, count: true }).expect(200)
      const seen: unknown[] = []
      let cursor: string | undefined
      for (let pages = 0; pages < 50; pages += 1) {
        const query = cursor === undefined ? { limit: 2 } : { limit: 2, cursor }
        const { body } = await api.get(path, query).expect(200)
        expect(body.items.length).toBeLessThanOrEqual(2)
        seen.push(...body.items)
        if (pages === 0 && path !== '/lanes' && path !== '/subjects') {
          ids[`added for ${path}`] = await send([{ userId: 'added' }], {
            type: 'com.example.Unhandled',
          })
        }
        if (body.next === null) break
        cursor = body.next
      }
      expect(seen).toEqual(whole.items)
      expect(whole.count).toEqual({ count: whole.items.length, atLeast: false })
    },
  )

  it('says who looked at a body before anybody knew whom it is about', async () => {
    const id = await send([], { body: '<broken' })
    await api.get(`/messages/${id}/body`).expect(200)
    const body = soapMessage([{ userId: 'late1' }], HIRE)
    await bed.db.query('update message set key_id = null, body = $2 where id = $1', [id, body])
    await request(instance.url)
      .post(`/operations/v1/messages/${id}/actions/decode`)
      .set('Authorization', `Bearer ${await bed.token('operator')}`)
      .send({})
      .expect(200)
    const { body: found } = await api.post('/subjects/search', { key: 'late1' }).expect(200)
    const subject = found.items[0].id
    expect(await itemsOf('/actions', { subject, kind: 'reveal' })).toEqual([
      expect.objectContaining({ detail: { what: 'body', messageId: id }, subjects: [subject] }),
    ])
  })
})
