import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { type AuditLogBed, createAuditLogBed, VALUES } from '../support/audit-log-bed.ts'

describe('reveals with an audit log', () => {
  let on: AuditLogBed

  beforeAll(async () => {
    on = await createAuditLogBed()
  })
  afterAll(() => on.stop())

  it('leave every value hidden whose entry cannot be recorded', async () => {
    const event = { params: [{ name: 'lastName', value: 'Beutelwolf' }] }
    const edited = `/deliveries/${on.messageId}/0/directory/0/actions/edit`
    expect((await on.post(edited, { event })).status).toBe(200)
    await on.bed.settled()
    const delivery = `/deliveries/${on.messageId}/0/directory/0`
    const record = { key: '["JobApplication",[["id","1"]]]', kind: 'entity' }
    const text = { text: VALUES.lastName }
    const dryRun = { filter: { person: record }, dryRun: true }
    const body = '{"userId":"4711","lastName":"Quastenflosser"}'
    const answer = await request(on.instance.url)
      .post('/http/successfactors/events/ACME?type=x')
      .set('Authorization', `Bearer ${await on.bed.token()}`)
      .set('Content-Type', 'application/json')
      .send(body.slice(0, -1))
    const broken = `/messages/${answer.headers.sap_messageprocessinglogid}`
    const calls: Readonly<Record<string, () => Promise<{ status: number; text: string }>>> = {
      message: on.reveal,
      delivery: () => on.get(`${delivery}?reveal=true`),
      edit: () => on.get(`${delivery}/edits/1?reveal=true`),
      body: () => on.get(`/messages/${on.messageId}/body`),
      original: () => on.get(`${broken}/body?form=original`),
      preview: () => on.post(`${broken}/actions/preview-repair`, { body, type: 'x', reveal: true }),
      messages: () => on.post('/messages/search', text),
      events: () => on.post('/events/search', text),
      deliveries: () => on.post('/deliveries/search', text),
      subjects: () => on.post('/subjects/search', record),
      export: () => on.post('/messages/export', { columns: ['employees'], zone: 'UTC' }),
      'dry run': () => on.post('/deliveries/actions/replay', dryRun),
    }
    const shown = await Promise.all(Object.values(calls).map((call) => call()))
    expect(shown.map(({ status }) => status)).toEqual(shown.map(() => 200).with(-1, 202))
    await on.bed.rows(`alter table message add constraint full_disk
      check (discarded is distinct from 'internal') not valid`)
    try {
      for (const [name, call] of Object.entries(calls)) {
        const { status, text } = await call()
        expect([name, status]).toEqual([name, 500])
        expect(text).not.toMatch(/Quastenflosser|Beutelwolf|4711|matched/)
      }
    } finally {
      await on.bed.rows('alter table message drop constraint full_disk')
    }
    await on.bed.settled()
  })

  it('record one entry for each person of a large message', async () => {
    expect((await on.post('/handlers/audit-log/actions/hold', { comment: 'x' })).status).toBe(200)
    const before = (await on.entries()).length
    const id = await on.instance.send(Array.from({ length: 510 }, (_, index) => `many${index}`))
    expect((await on.get(`/messages/${id}/body`)).status).toBe(200)
    const added = (await on.entries()).slice(before)
    expect(added.map(({ state }) => state)).toEqual(added.map(() => 'waiting'))
    expect([added.length, new Set(added.map((entry) => entry.id)).size]).toEqual([510, 2])
  })
})
