import { describe, expect, it } from '@jest/globals'
import { type Item, useStoredMessages } from '../support/read-operations-bed.ts'
import { HIRE, soapMessage } from '../support/soap-message.ts'

describe('the operations API shows', () => {
  const test = useStoredMessages()
  const { ids, send, itemsOf } = test

  it('shows subjects with their lanes', async () => {
    const { body } = await test.api
      .post('/subjects/search', { key: 'bad1', count: true })
      .expect(200)
    expect(body.count).toEqual({ count: 2, atLeast: false })
    const subject = body.items.find((item: { company: string }) => item.company === 'OTHER')
    const { body: one } = await test.api.get(`/subjects/${subject.id}`).expect(200)
    expect(one).toMatchObject({ kind: 'userId', key: '‹userId›', company: 'OTHER' })
    expect(one.lanes).toEqual([expect.objectContaining({ handler: 'broken', status: 'parked' })])
    expect(await itemsOf('/subjects', { company: 'OTHER' })).toHaveLength(1)
    expect(await itemsOf('/lanes', { subject: subject.id })).toHaveLength(1)
    await test.api.get('/subjects/999999').expect(404)
  })

  it('shows handlers', async () => {
    const { body } = await test.api.get('/handlers').expect(200)
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
    const { body: one } = await test.api.get('/handlers/flaky').expect(200)
    expect(one.definition.retry.attempts).toBe(5)
    await test.api.get('/handlers/unknown').expect(404)
  })

  it('shows one message with its history; texts of a handler name no person', async () => {
    const { body } = await test.api.get(`/messages/${ids.failed}`).expect(200)
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
    await test.api.get(`/messages/${ids.undecodable}`).expect(200)
    await test.api.get('/messages/00000000-0000-7000-8000-000000000000').expect(404)
  })

  it('shows one delivery', async () => {
    const path = `/deliveries/${ids.failed}/0/broken/0`
    const { body } = await test.api.get(path).expect(200)
    expect(body).toMatchObject({
      state: 'failed',
      holdsPlace: true,
      attemptsStarted: 1,
      countedAttempts: 1,
      reasonCode: 'rejected',
      edit: 0,
    })
    expect(body.content.keys[0]).toEqual({ name: 'userId', value: '‹userId›' })
    const { body: revealed } = await test.api.get(path, { reveal: true }).expect(200)
    expect(revealed.content.keys[0]).toEqual({ name: 'userId', value: 'bad1' })
    for (const other of ['0/broken/1', '9/broken/0', '0/unknown/0']) {
      await test.api.get(`/deliveries/${ids.failed}/${other}`).expect(404)
    }
  })

  it('reveals values and bodies on demand, and records each time', async () => {
    const { body } = await test.api.get(`/messages/${ids.failed}`, { reveal: 'true' }).expect(200)
    expect(body.revealed).toBe(true)
    expect(body.events[0].content.keys[0].value).toBe('bad1')
    const raw = await test.api.get(`/messages/${ids.undecodable}/body`).buffer(true).expect(200)
    expect(raw.headers['content-type']).toBe('application/octet-stream')
    expect(Buffer.from(raw.body).toString()).toBe('<broken')
    await test.api.get('/messages/00000000-0000-7000-8000-000000000000/body').expect(404)
    const { body: actions } = await test.api.get('/actions', { kind: 'reveal' }).expect(200)
    expect(actions.items.slice(0, 2)).toEqual([
      expect.objectContaining({
        detail: { what: 'body', messageId: ids.undecodable },
        state: 'finished',
        by: expect.objectContaining({ person: null, clientId: expect.any(String) }),
      }),
      expect.objectContaining({ detail: { what: 'values', messageId: ids.failed } }),
    ])
  })

  it('lists the reveals of one person, and of no other', async () => {
    const { body: message } = await test.api.get(`/messages/${ids.failed}`).expect(200)
    const [first, second] = message.events.map((event: Item) => event.subject)
    const lookers = (subject: string) => test.api.read('/actions', { subject, count: true })
    const before = await Promise.all([first, second].map(({ id }) => lookers(id)))
    await test.api.get(`/deliveries/${ids.failed}/1/broken/0`, { reveal: 'true' }).expect(200)
    const after = await Promise.all([first, second].map(({ id }) => lookers(id)))
    expect(after[0].count.count).toBe(before[0].count.count)
    expect(after[1].count.count).toBe(before[1].count.count + 1)
    const [last] = after[1].items
    expect(last).toMatchObject({ kind: 'reveal', subjects: [second.id], subjectCount: 1 })
    expect(JSON.stringify(last)).not.toContain(second.key)
    await test.api.get(`/messages/${ids.failed}`, { reveal: 'true' }).expect(200)
    const [whole] = (await lookers(first.id)).items
    expect(whole.subjects).toEqual([first.id, second.id].sort((a, b) => a - b))
    expect((await lookers('999999')).items).toEqual([])
  })

  it('lists the reveals of a body before its person was known', async () => {
    const id = await send([], { body: '<broken' })
    await test.api.get(`/messages/${id}/body`).expect(200)
    const body = soapMessage([{ userId: 'late1' }], HIRE)
    await test.bed.db.query('update message set key_id = null, body = $2 where id = $1', [id, body])
    await test.instance.post(`/messages/${id}/actions/decode`).expect(200)
    const { body: found } = await test.api.post('/subjects/search', { key: 'late1' }).expect(200)
    const subject = found.items[0].id
    expect(await itemsOf('/actions', { subject, kind: 'reveal' })).toEqual([
      expect.objectContaining({ detail: { what: 'body', messageId: id }, subjects: [subject] }),
    ])
  })
})
