import { describe, expect, it } from '@jest/globals'
import { useDeliveryActions } from '../support/delivery-actions-bed.ts'
import { settledOrTimeout } from '../support/eventually.ts'

describe('edits of one delivery', () => {
  const test = useDeliveryActions()
  const { start, send, stateOf, reaches, act, refused } = test

  it('edits and replays: the same place, a new key, the original stays', async () => {
    await start()
    const id = await send('bad1')
    await reaches('failed', id)
    const change = { type: 'com.example.Changed', effectiveStartDate: '2027-02-01' }
    await act('edit', id, { event: change, comment: 'a wrong type' }).expect(200)
    await settledOrTimeout(() => test.seen.length === 2, 'the edited form to run')
    await reaches('failed', id)
    const keys = [{ name: 'userId', value: 'good-one' }]
    await act('edit', id, { event: { keys } }).expect(200)
    await reaches('completed', id)
    expect(test.seen.map(({ user }) => user)).toEqual(['bad1', 'bad1', 'good-one'])
    expect(new Set(test.seen.map(({ key }) => key)).size).toBe(3)
    expect(await stateOf(id)).toMatchObject({ edit: 2 })
    await refused('not_failed', act('edit', id, { event: { type: 'x' } }))

    const { body: masked } = await test.api.get(`/messages/${id}`).expect(200)
    expect(masked.edits.map((edit: { edit: number }) => edit.edit)).toEqual([1, 2])
    // It has not the form of an id: it may be a name.
    expect(masked.edits[1].content.keys[0].value).toBe('‹userId›')
    const { body } = await test.api.get(`/messages/${id}`, { reveal: true }).expect(200)
    expect(body.events[0].content.keys[0].value).toBe('bad1')
    expect(body.edits[1].content).toEqual({
      ...body.events[0].content,
      type: 'com.example.Changed',
      effectiveStartDate: { sent: '2027-02-01', iso: '2027-02-01' },
      keys,
    })
    const { body: delivery } = await test.api
      .get(`/deliveries/${id}/0/directory/0`, { reveal: true })
      .expect(200)
    expect(delivery.content.keys).toEqual(keys)
    const { body: actions } = await test.api.get('/actions', { kind: 'edit' }).expect(200)
    expect(actions.items.map(({ detail }: { detail: unknown }) => detail)).toEqual([
      { changed: ['keys'], edit: 2 },
      { changed: ['type', 'effectiveStartDate'], edit: 1 },
    ])
  })

  it('refuses edits of what identifies an event, and edits of nothing', async () => {
    await start()
    const id = await send('bad')
    await reaches('failed', id)
    for (const event of [{}, { eventId: 'x' }, { keys: [{ name: 'a' }] }, { type: 5 }, 'x']) {
      await act('edit', id, { event }).expect(400)
    }
    await act('edit', id).expect(400)
    await act('replay', id, { event: { type: 'x' } }).expect(400)
    expect(await stateOf(id)).toMatchObject({ state: 'failed', edit: 0 })
  })

  it('refuses what was decided before somebody else edited the event', async () => {
    await start()
    const id = await send('bad')
    await reaches('failed', id)
    const params = [{ name: 'country', value: 'FR' }]
    await act('edit', id, { event: { params }, edit: 0 }).expect(200)
    await settledOrTimeout(() => test.seen.length === 2, 'the edited form to run')
    await reaches('failed', id)
    const keys = [{ name: 'userId', value: 'good' }]
    await refused('edited_meanwhile', act('edit', id, { event: { keys }, edit: 0 }))
    await refused('edited_meanwhile', act('replay', id, { edit: 0 }))
    await refused('edited_meanwhile', act('skip', id, { edit: 0, comment: 'x' }))
    expect(await stateOf(id)).toMatchObject({ state: 'failed', edit: 1 })
    await act('edit', id, { event: { keys }, edit: 1 }).expect(200)
    await reaches('completed', id)
    await refused('edited_meanwhile', act('rerun', id, { edit: 1 }))
    await act('rerun', id, { edit: 2 }).expect(200)
  })

  it('does not edit what cannot be read any more', async () => {
    await start()
    const id = await send('bad')
    await reaches('failed', id)
    await test.bed.db.query(`update message set key_id = null, body = 'x'`)
    await refused('event_unreadable', act('edit', id, { event: { type: 'x' } }))
    expect(await stateOf(id)).toMatchObject({ state: 'failed', edit: 0 })
    const { body } = await test.api.get(`/messages/${id}`).expect(200)
    expect(body.events[0].content).toBeNull()
  })
})
