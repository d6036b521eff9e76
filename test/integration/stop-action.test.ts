import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { noteProgress } from '../../lib/store/actions/due-actions.ts'
import { startOperations, type TestOperations } from '../support/operations-bed.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

const GONE = crypto.randomUUID()

describe('stopping an action for many', () => {
  let bed: TestBed
  let api: TestOperations

  beforeAll(async () => {
    bed = await createTestBed()
  })
  afterAll(() => bed.stop())
  beforeEach(async () => {
    await bed.reset()
    const instance = await bed.startInstance({ handlers: {} })
    await instance.send(['a'])
    await instance.stop()
    await bed.db.query(`insert into handler (name, definition) values ('missing', '{}')`)
    api = await startOperations(bed)
  })
  afterEach(async () => {
    await api.stop()
    expect(api.internalErrors).toEqual([])
    expect(api.failures).toEqual([])
  })

  const backfill = async (): Promise<string> => {
    const path = '/handlers/missing/actions/backfill'
    return (await api.post(path, { filter: {} }).expect(202)).body.actionId
  }
  const read = (id: string) => api.read(`/actions/${id}`)
  const stop = (id: string) => api.post(`/actions/${id}/actions/stop`)
  /** An instance has taken it, for longer than the test lasts. */
  const lease = (id: string) =>
    bed.db.query(
      `update action set leased_by = $2, due_at = now() + interval '1 hour' where id = $1`,
      [id, GONE],
    )
  const endLease = () => bed.db.query(`update action set due_at = now() - interval '1 second'`)
  const stopped = { state: 'stopped', done: 0, finishedAt: expect.any(String) }

  it('ends it at once where no instance works on it, as none has its handler', async () => {
    const id = await backfill()
    expect(await api.runDue()).toBe(false)
    expect((await stop(id).expect(200)).body).toMatchObject(stopped)
    expect((await stop(id).expect(409)).body.error.code).toBe('action_ended')
    expect(await api.runDue()).toBe(false)
    expect(await read(id)).toMatchObject(stopped)
  })

  it('is finished by any instance once the lease of the one that worked on it has ended', async () => {
    const id = await backfill()
    await lease(id)
    expect((await stop(id).expect(200)).body).toMatchObject({ state: 'stopping', finishedAt: null })
    expect((await stop(id).expect(409)).body.error.code).toBe('action_ended')
    expect(await api.runDue()).toBe(false)
    await endLease()
    expect(await api.runDue()).toBe(true)
    expect(await read(id)).toMatchObject(stopped)
  })

  it('needs no instance that dispatches once that lease has ended', async () => {
    const id = await backfill()
    await lease(id)
    await stop(id).expect(200)
    await endLease()
    expect((await stop(id).expect(200)).body).toMatchObject(stopped)
    // The one that was frozen reports a batch.
    await noteProgress(bed.db, id, GONE, { done: 1, refused: 0, cursor: [id] })
    expect(await api.runDue()).toBe(false)
    expect(await read(id)).toMatchObject(stopped)
  })
})
