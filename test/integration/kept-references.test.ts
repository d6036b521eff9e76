import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Caller } from '../../lib/auth/caller.ts'
import { startOperations, type TestOperations } from '../support/operations-bed.ts'
import { sendEvents } from '../support/send-events.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

const reader = (user: string | null): Caller => ({
  issuer: 'https://issuer.example',
  clientId: 'monitor',
  tenant: 't1',
  certificate: null,
  person: user !== null,
  scopes: [],
  grants: new Set(['Monitor'] as const),
  user,
})

describe('the references that a person keeps', () => {
  let bed: TestBed
  let ann: TestOperations
  let bob: TestOperations
  let messageId: string
  let subjectId: string

  beforeAll(async () => {
    bed = await createTestBed()
    const instance = await bed.startInstance({ handlers: {} })
    messageId = await sendEvents(instance, await bed.token(), ['81001'])
    const [subject] = await bed.rows<{ id: string }>('select id from subject')
    subjectId = subject?.id as string
    ann = await startOperations(bed, { caller: reader('ann') })
    bob = await startOperations(bed, { caller: reader('bob') })
  })
  afterAll(async () => {
    await ann.stop()
    await bob.stop()
    await bed.stop()
  })

  it('are saved views, for this person alone', async () => {
    const view = { status: 'FAILED', effective: 'future', subject: subjectId }
    await ann.post('/kept', { view }).expect(200)
    await ann.post('/kept', { view }).expect(200)
    const { body } = await ann.get('/kept').expect(200)
    expect(body.views).toEqual([{ id: expect.any(String), view }])
    expect((await bob.read('/kept')).views).toEqual([])
    await bob.post(`/kept/${body.views[0].id}/remove`).expect(200)
    expect((await ann.read('/kept')).views.length).toBe(1)
    await ann.post(`/kept/${body.views[0].id}/remove`).expect(200)
    expect((await ann.read('/kept')).views).toEqual([])
  })

  it('never contain a text that a person typed', async () => {
    for (const typed of [{ text: '81001' }, { externalEventId: '81001' }, { from: '81001' }]) {
      await ann.post('/kept', { view: typed }).expect(400)
    }
  })

  it('are hits of searches, latest first and without forgotten employees', async () => {
    await bob.post('/kept', { messageId }).expect(200)
    await bob.post('/kept', { subjectId }).expect(200)
    const recent = async () => (await bob.read('/kept')).recent
    expect(await recent()).toEqual([
      { id: expect.any(String), message: null, subject: expect.objectContaining({ key: '81001' }) },
      {
        id: expect.any(String),
        message: expect.objectContaining({ id: messageId }),
        subject: null,
      },
    ])
    const rows = await bed.rows('select reference from kept_reference')
    expect(JSON.stringify(rows)).not.toContain('81001')
    await bed.db.query('delete from subject')
    expect(await recent()).toEqual([expect.objectContaining({ subject: null })])
  })

  it('are at most 30 views and 10 hits', async () => {
    for (let index = 0; index < 32; index++) {
      await ann.post('/kept', { view: { type: `type-${index}` } }).expect(200)
    }
    const { body } = await ann.get('/kept').expect(200)
    expect(body.views.length).toBe(30)
    expect(body.views[0].view).toEqual({ type: 'type-2' })
  })
})
