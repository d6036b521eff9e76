import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { settledOrTimeout } from '../support/eventually.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const PATH = '/http/successfactors/events'

/** Sent by SuccessFactors when a connector is saved, and by `connector-settings --check`. */
describe('a call without a body', () => {
  let bed: TestBed
  let instance: TestInstance
  beforeAll(async () => {
    bed = await createTestBed()
    instance = await bed.startInstance({ handlers: {} })
  })
  afterAll(() => bed.stop())
  beforeEach(() => bed.db.query('delete from empty_call'))

  const states = async () => {
    const { body } = await instance.get('/connection').expect(200)
    return Object.fromEntries(
      body.steps.map(({ id, state }: { id: string; state: string }) => [id, state]),
    )
  }
  const call = (method: 'get' | 'post', path: string, token: string) =>
    request(instance.url)[method](path).set('Authorization', `Bearer ${token}`)

  it('that is refused shows why, and is not stored as an empty call', async () => {
    // The first call of all: beside a client that was let in, this one would tell nothing.
    await call('get', PATH, await bed.token('operator')).expect(403)
    await settledOrTimeout(async () => (await states()).role === 'failed', 'the refusal')
    expect((await bed.db.query('select 1 from empty_call')).rowCount).toBe(0)
  })

  it('that is let in shows that address, token and role are right, before any event', async () => {
    await call('post', `${PATH}/ACME`, await bed.token()).expect(200)
    await settledOrTimeout(async () => (await states()).role === 'done', 'the role')
    expect(await states()).toEqual({
      address: 'done',
      token: 'done',
      accepted: 'done',
      role: 'done',
      message: 'waiting',
      event: 'waiting',
      handled: 'waiting',
    })
    const { rows } = await bed.db.query('select path from empty_call')
    expect(rows).toEqual([{ path: PATH }])
    expect((await bed.db.query('select 1 from message')).rowCount).toBe(0)
  })

  it('is written down once in a while and not each time: one row, however many come', async () => {
    const token = await bed.token()
    await bed.startInstance({ handlers: {} }).then(async (other) => {
      for (let sent = 0; sent < 20; sent += 1) {
        await request(other.url).get(PATH).set('Authorization', `Bearer ${token}`).expect(200)
      }
      await settledOrTimeout(async () => (await states()).role === 'done', 'the role')
      const { rows } = await bed.db.query(
        `select count(*)::int as rows, min(xmin::text) = max(xmin::text) as once from empty_call`,
      )
      expect(rows).toEqual([{ rows: 1, once: true }])
      await other.stop()
    })
  })
})
