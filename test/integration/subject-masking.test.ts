import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { reject } from '../../lib/handler.ts'
import { keyedMessage } from '../support/keyed-message.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const APPLICATION = {
  applicationId: '881',
  company: 'ACME',
  firstName: 'Annabell',
  lastName: 'Bergmann',
  email: 'anna.berg@acme.example',
  expectedSalary: '72000',
  comment: 'prefers remote work',
  department: 'D-17',
}
const MESSAGE = keyedMessage('test.JobApplication', 'JobApplication', APPLICATION)
const PERSONAL = ['Annabell', 'Bergmann', 'anna.berg', '72000', 'remote']

/** Without an employee among them all entity keys of an event are its subject. */
describe('the key of a record that belongs to no known employee', () => {
  let bed: TestBed
  let instance: TestInstance
  beforeAll(async () => {
    bed = await createTestBed()
    instance = await bed.startInstance({
      handlers: { fails: { on: '*', run: () => reject('not this one') } },
    })
    await request(instance.url)
      .post('/http/successfactors/events/ACME')
      .set('Authorization', `Bearer ${await bed.token()}`)
      .set('Content-Type', 'application/xml')
      .send(MESSAGE)
      .expect(200)
    await bed.settled()
  })
  afterAll(() => bed.stop())

  const get = async (path: string) => (await instance.get(path).expect(200)).text

  it.each(['/messages', '/subjects', '/lanes', '/deliveries', '/events', '/parked'])(
    'is shown without what describes a person: %s',
    async (path) => {
      const text = await get(path)
      expect(text).toContain('‹email›')
      expect(text).toContain('D-17')
      for (const value of PERSONAL) expect(text).not.toContain(value)
    },
  )

  it('is so on its own page and on that of its message', async () => {
    const [subject] = JSON.parse(await get('/subjects')).items
    const [message] = JSON.parse(await get('/messages')).items
    for (const path of [`/subjects/${subject.id}`, `/messages/${message.id}`]) {
      const text = await get(path)
      expect(text).toContain('‹email›')
      for (const value of PERSONAL) expect(text).not.toContain(value)
    }
  })

  it('is shown with all names of the event to a user with Reveal', async () => {
    const event = {
      eventType: 'Job Info Changed',
      eventId: 'change of Annabell',
      userId: 'jprobst',
    }
    await request(instance.url)
      .post('/http/successfactors/events/ACME')
      .set('Authorization', `Bearer ${await bed.token()}`)
      .send(event)
      .expect(200)
    await bed.settled()
    const [message] = JSON.parse(await get('/messages')).items
    expect(message).toMatchObject({ type: '‹type›', subjects: [{ key: '‹userId›' }] })
    const { eventType: type, eventId } = event
    const subject = { key: event.userId }
    const revealed = { type, eventId, subject, content: { type, eventId } }
    expect(JSON.parse(await get(`/messages/${message.id}?reveal=true`))).toMatchObject({
      type,
      events: [revealed],
      deliveries: [{ type, eventId, subject }],
    })
    const delivery = await get(`/deliveries/${message.id}/0/fails/0?reveal=true`)
    expect(JSON.parse(delivery)).toMatchObject(revealed)
  })
})
