import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { type HandlerDefinition, reject } from '../../lib/handler.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { soapMessage } from '../support/soap-message.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const OPERATIONS = '/operations/v1'

describe('what people with Monitor see of an event', () => {
  let bed: TestBed
  let instance: TestInstance
  const saved: Record<string, string>[] = []

  const payroll: HandlerDefinition = {
    on: '*',
    retry: { attempts: 1 },
    run(event, { log }) {
      saved.push(Object.fromEntries(event.params.map(({ name, value }) => [name, value])))
      const known = saved.flatMap((params) => Object.values(params))
      // A handler may remember values of the event as it came.
      for (const value of known.slice(0, 20)) log.info(`value ${value}`, { of: [value] })
      reject(`not paid: ${known.slice(0, 20).join(', ')}`)
    },
  }

  beforeAll(async () => {
    bed = await createTestBed()
    instance = await bed.startInstance({ handlers: { payroll } })
  })
  afterAll(() => bed.stop())

  async function send(userId: string, params: Record<string, string>): Promise<string> {
    saved.length = 0
    const answer = await instance.call(soapMessage([{ userId, params }])).expect(200)
    await bed.settled()
    return answer.headers.sap_messageprocessinglogid as string
  }
  const get = async (path: string) =>
    (
      await request(instance.url)
        .get(`${OPERATIONS}${path}`)
        .set('Authorization', `Bearer ${await bed.token('operator')}`)
        .expect(200)
    ).text
  async function edit(id: string, event: object): Promise<void> {
    await request(instance.url)
      .post(`${OPERATIONS}/deliveries/${id}/0/payroll/0/actions/edit`)
      .set('Authorization', `Bearer ${await bed.token('operator')}`)
      .send({ event })
      .expect(200)
    const attempts = async () => JSON.parse(await get(`/messages/${id}`)).attempts.length
    await settledOrTimeout(async () => (await attempts()) > 1, 'the edited form to run')
    await bed.settled()
  }

  it('names of fields are text: none repeats what stands around it', async () => {
    const value = 'secret '.repeat(150).trim()
    const names = Object.fromEntries(
      ['$`', "$'", '$&', '$$', '`$`'].map((name, at) => [name.replace('&', '&amp;'), value + at]),
    )
    const id = await send('70001', names)
    const text = await get(`/messages/${id}`)
    expect(text.length).toBeLessThan(60_000)
    expect(text).not.toContain('secret')
  })

  it('no value of the event as it came, also where an edit has put many others beside it', async () => {
    const id = await send('70002', { salary: '72000', iban: 'DE02120300000000202051' })
    const decoys = Array.from({ length: 900 }, (_, at) => ({ name: `x${at}`, value: `decoy${at}` }))
    await edit(id, { params: decoys })
    const text = await get(`/messages/${id}`)
    expect(text).toContain('‹salary›')
    expect(text).not.toMatch(/72000|DE0212|decoy/)
  })

  it('marks, which an edit sends back without writing them into the event', async () => {
    const id = await send('70003', { firstName: 'Ottilie', department: 'D-16' })
    const [{ content }] = JSON.parse(await get(`/messages/${id}`)).events
    expect(content.params).toContainEqual({ name: 'firstName', value: '‹firstName›' })
    const params = content.params.map(({ name, value }: { name: string; value: string }) => ({
      name,
      value: value === 'D-16' ? 'D-17' : value,
    }))
    await edit(id, { params })
    expect(saved.at(-1)).toEqual({
      personIdExternal: 'P70003',
      firstName: 'Ottilie',
      department: 'D-17',
    })
  })

  it('no mail address as the key of a person, wherever the person is named', async () => {
    const id = await send('erika.mustermann@example.com', {})
    const [{ id: subject }] = JSON.parse(await get('/subjects?limit=1')).items
    for (const path of [
      ...['/messages', '/events', '/deliveries', '/subjects', '/lanes', '/attempts'],
      ...[`/messages/${id}`, `/subjects/${subject}`, `/deliveries/${id}/0/payroll/0`],
    ]) {
      const text = await get(path)
      if (path !== '/attempts') expect(text).toContain('‹userId›')
      expect(text).not.toMatch(/mustermann/i)
    }
  })
})
