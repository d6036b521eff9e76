import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { sound, useBulkActions } from '../support/bulk-actions-bed.ts'
import { startOperations, type TestOperations } from '../support/operations-bed.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

describe('decoding messages again', () => {
  const test = useBulkActions()
  const { given, send, start, progress, runToEnd } = test

  it('decodes again: one at once, many by filter', async () => {
    let readable = false
    const asked: string[][] = []
    await given({ sound }, [['a']], {
      decodeAgain: async (ids) => {
        asked.push([...ids])
        if (!readable) return { done: 0, refused: ids.length }
        await test.bed.db.query(`update message set state = 'recorded' where id = any($1)`, [ids])
        return { done: ids.length, refused: 0 }
      },
    })
    const { body: all } = await test.api.get('/messages').expect(200)
    const sound1 = all.items[0].id
    await test.startInstance({ handlers: { sound } })
    const broken = [await send([], '<a'), await send([], '<b'), await send([], '<c')]
    await test.instance.stop()

    const not = await test.api.post(`/messages/${sound1}/actions/decode`).expect(409)
    expect(not.body.error.code).toBe('not_undecodable')
    await test.api.post('/messages/01990000-0000-7000-8000-000000000001/actions/decode').expect(404)
    const still = await test.api.post(`/messages/${broken[0]}/actions/decode`).expect(409)
    expect(still.body.error).toEqual({
      code: 'still_undecodable',
      message: expect.stringContaining('xml_malformed'),
    })
    readable = true
    await test.api.post(`/messages/${broken[0]}/actions/decode`, { comment: 'fixed' }).expect(200)
    expect(asked).toEqual([[broken[0]], [broken[0]]])
    expect(test.api.due).toBe(1)
    const { body } = await test.api.get('/actions', { kind: 'decode' }).expect(200)
    expect(body.items).toEqual([
      expect.objectContaining({ state: 'finished', done: 1, refused: 0, comment: 'fixed' }),
      expect.objectContaining({ state: 'finished', done: 0, refused: 1 }),
    ])

    const path = '/messages/actions/decode'
    const dry = await test.api.post(path, { filter: { company: 'ACME' }, dryRun: true }).expect(202)
    expect(dry.body.matched).toBe(2)
    const other = await test.api.post(path, { filter: { status: 'NO_HANDLER' }, dryRun: true })
    expect(other.body.matched).toBe(0)
    const id = await start(path, { filter: {}, comment: 'a decoder that can' })
    await runToEnd()
    expect(asked.at(-1)).toEqual(broken.slice(1))
    expect(await progress(id)).toMatchObject({ state: 'finished', matched: 2, done: 2 })
  })

  it('takes over the decoding of one whose instance died', async () => {
    const asked: string[][] = []
    await given({ sound }, [], {
      decodeAgain: async (ids) => {
        asked.push([...ids])
        if (asked.length === 1) throw Object.assign(new Error('gone'), { code: '57P01' })
        return { done: 1, refused: 0 }
      },
    })
    await test.startInstance({ handlers: { sound } })
    const broken = await send([], '<a')
    await test.instance.stop()
    await test.api.post(`/messages/${broken}/actions/decode`).expect(503)
    expect(await test.api.runDue()).toBe(false)
    await test.bed.db.query(`update action set due_at = now()`)
    await runToEnd()
    expect(asked).toEqual([[broken], [broken]])
    const { body } = await test.api.get('/actions').expect(200)
    expect(body.items).toEqual([expect.objectContaining({ state: 'finished', done: 1 })])
  })
})

describe('an action for many that cannot go on', () => {
  let bed: TestBed
  let api: TestOperations

  beforeAll(async () => {
    bed = await createTestBed()
    const instance = await bed.startInstance({ handlers: {} })
    await instance.call('<a')
    await instance.stop()
  })
  afterAll(async () => {
    await api.stop()
    await bed.stop()
  })

  it('is tried again where the database was away, and ends where it would fail again', async () => {
    const errors = [
      Object.assign(new Error('gone'), { code: '57P01' }),
      Object.assign(new Error('bad data'), { code: '22021' }),
    ]
    api = await startOperations(bed, {
      decodeAgain: async () => {
        throw errors.shift()
      },
    })
    const { body } = await api.post('/messages/actions/decode', { filter: {} }).expect(202)
    expect(await api.runDue()).toBe(false)
    const path = `/actions/${body.actionId}`
    expect(await api.read(path)).toMatchObject({ state: 'running', done: 0 })
    await bed.db.query(`update action set due_at = now()`)
    expect(await api.runDue()).toBe(true)
    expect(await api.read(path)).toMatchObject({
      state: 'failed',
      errorCode: 'internal',
      done: 0,
    })
    expect(api.failures).toHaveLength(2)
  })
})
