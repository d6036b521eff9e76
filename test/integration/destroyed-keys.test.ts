import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { reject } from '../../lib/handler.ts'
import { keyedDigest } from '../../lib/store/db/keyed-digest.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

describe('a destroyed key', () => {
  let bed: TestBed
  let instance: TestInstance
  let isDown = true
  const done: string[] = []
  beforeAll(async () => {
    bed = await createTestBed()
    instance = await bed.startInstance({
      handlers: {
        accounts: {
          on: '*',
          run: (event) => {
            if (isDown) reject(`not now, ${event.key('userId')}`)
            done.push(event.key('userId') ?? '')
          },
        },
      },
    })
  })
  afterAll(() => bed.stop())

  const get = (path: string) => instance.get(path)
  const act = async (path: string, body: object = {}) => instance.post(path, body)
  const reveals = async () => {
    const [row] = await bed.rows("select count(*)::int as n from action where kind = 'reveal'")
    return row?.n
  }
  const destroy = async (userId: string) => {
    const digest = keyedDigest(bed.db, 'subject', userId)
    const [row] = await bed.rows<{ keyId: string }>(
      'select key_id as "keyId" from subject where key_digest = $1',
      digest,
    )
    await bed.vault.store.destroy(row?.keyId ?? '')
    bed.vault.keys.drop(row?.keyId ?? '')
  }

  it('leaves empty values that are marked, everywhere', async () => {
    const id = await instance.send([{ userId: 'gone', params: { lastName: 'Gone' } }])
    await bed.settled()
    const url = `/messages/${id}?reveal=true`
    const before = (await get(url)).text
    expect(before).toContain('Gone')
    await destroy('gone')
    await settledOrTimeout(async () => !(await get(url)).text.includes('Gone'), 'no value')
    const { body } = await get(url)
    expect(body.events[0]).toMatchObject({ subject: { key: '', forgotten: true } })
    expect(body.attempts[0]).toMatchObject({ error: null, log: [], calls: [], forgotten: true })
    expect(body).toMatchObject({ revealed: false, bodyForgotten: true })
    const delivery = await get(`/deliveries/${id}/0/accounts/0?reveal=true`)
    expect(delivery.body).toMatchObject({ revealed: false, content: null })
    const revealed = await reveals()
    const sent = await get(`/messages/${id}/body`)
    expect([sent.status, sent.body.error.code]).toEqual([410, 'body_unreadable'])
    await get(url)
    await get(`/deliveries/${id}/0/accounts/0?reveal=true`)
    expect(await reveals()).toBe(revealed)
    for (const path of ['/messages', '/events', '/deliveries', '/attempts', '/lanes', '/parked']) {
      const answer = await get(path)
      expect([path, answer.status]).toEqual([path, 200])
      expect(answer.text).not.toContain('gone')
    }
  })

  it('of one person in a message of several leaves the events of the others', async () => {
    const id = await instance.send(['stays', 'leaves', 'stays too'])
    await bed.settled()
    expect(String((await get(`/messages/${id}/body`)).body)).toContain('stays')
    await destroy('leaves')
    await settledOrTimeout(
      async () => (await get(`/messages/${id}/body`)).status === 410,
      'the body to be unreadable',
    )
    const { body } = await get(`/messages/${id}?reveal=true`)
    const subjects = body.events.map(({ subject }: { subject: object }) => subject)
    expect(subjects).toMatchObject([
      { key: expect.stringMatching(/./) },
      { key: '', forgotten: true },
      { key: expect.stringMatching(/./) },
    ])
    expect(JSON.stringify(body.events)).toContain('stays too')
    expect(JSON.stringify(body.events)).not.toContain('leaves')
    isDown = false
    for (const ordinal of [0, 1, 2]) {
      expect((await act(`/deliveries/${id}/${ordinal}/accounts/0/actions/replay`)).status).toBe(200)
    }
    await bed.settled()
    expect(done.sort()).toEqual(['stays', 'stays too'])
  })
})
