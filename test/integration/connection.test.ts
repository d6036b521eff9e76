import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { settledOrTimeout } from '../support/eventually.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

describe('a connection that works', () => {
  let bed: TestBed
  let instance: TestInstance
  let token: string
  let operator: string
  beforeAll(async () => {
    bed = await createTestBed()
    token = await bed.token()
    operator = await bed.token('operator')
    instance = await bed.startInstance({ handlers: { journal: { on: '*', run: () => undefined } } })
    await instance.send(['good1'])
    await bed.settled()
  })
  afterAll(() => bed.stop())

  const get = (path: string) => instance.read(path)
  const stateOf = async (id: string) => {
    const { steps } = await get('/connection')
    return steps.find((step: { id: string }) => step.id === id)
  }
  const allDone = async () => {
    const { steps } = await get('/connection')
    return steps.every(({ state }: { state: string }) => state === 'done')
  }

  it('stays so, however many strangers call', async () => {
    expect(await allDone()).toBe(true)
    const post = (authorization: string) =>
      request(instance.url).post('/http/successfactors/events').set('Authorization', authorization)
    const refused = async () => (await get('/refusals?calls=ingest&limit=200')).items.length
    const before = await refused()
    await post('Basic YTpi').expect(401)
    await post('Bearer a.b.c').expect(401)
    await post(`Bearer ${operator}`).expect(403)
    await settledOrTimeout(async () => (await refused()) === before + 3, 'three more refusals')
    expect(await allDone()).toBe(true)
  })

  it('is judged by the latest call of a client that was let in before', async () => {
    const post = (path: string) =>
      request(instance.url)
        .post(`/http/successfactors/events/${path}`)
        .set('Authorization', `Bearer ${token}`)
    await post('!!').expect(400)
    await settledOrTimeout(async () => (await stateOf('message')).state === 'failed', 'a failure')
    expect(await stateOf('message')).toMatchObject({
      code: 'company_invalid',
      caller: 'authenticated',
      client: 'successfactors',
    })
    await post('ACME').expect(200)
    await settledOrTimeout(async () => (await stateOf('message')).state === 'done', 'success')
  })

  it('shows that a call claims a known client, and that this is not proved', async () => {
    const [head, payload] = token.split('.')
    await request(instance.url)
      .post('/http/successfactors/events')
      .set('Authorization', `Bearer ${head}.${payload}.${'A'.repeat(342)}`)
      .expect(401)
    await settledOrTimeout(
      async () => (await stateOf('accepted')).code === 'token_signature',
      'the claimed call',
    )
    expect(await stateOf('accepted')).toMatchObject({
      state: 'waiting',
      caller: 'claimed',
      client: 'successfactors',
    })
    await instance.send(['good3'])
    expect(await stateOf('accepted')).toMatchObject({ state: 'done' })
  })

  it('stays so when the latest message cannot be read, and says what to do about it', async () => {
    await request(instance.url)
      .post('/http/successfactors/events/ACME')
      .set({ Authorization: `Bearer ${token}`, 'Content-Type': 'text/xml' })
      .send('<broken/>')
      .expect(400)
    await settledOrTimeout(async () => (await stateOf('event')).code !== null, 'the advice')
    expect(await allDone()).toBe(true)
    expect(await stateOf('event')).toMatchObject({
      code: 'not_an_external_event',
      client: 'successfactors',
      caller: 'authenticated',
    })
    await instance.send(['good4'])
    expect(await stateOf('event')).toMatchObject({ state: 'done', code: null, advice: null })
  })
})
