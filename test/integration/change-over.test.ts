import { beforeAll, describe, expect, it } from '@jest/globals'
import { useChangeOver } from '../support/change-over-bed.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { HIRE } from '../support/soap-message.ts'

const OTHER_TYPE = 'com.example.Other'

describe('a change-over from one sender to another', () => {
  const test = useChangeOver()
  const { start, bySoap, byHub, operate, read, statusOf, settled, eventsSeen } = test
  const { discarded, silentSenders, lookNow, openAlerts } = test

  it('hands over what the sender brings that counts, and discards the other one by its type alone', async () => {
    const [old, fresh] = [await bySoap({ userId: 'a1' }), await byHub('a1')]
    await settled(fresh, 'COMPLETED')
    expect(await discarded(old)).toEqual(['DISCARDED', 'other_sender', 'other_sender', false, 0])
    expect(eventsSeen('a1')).toHaveLength(1)
    const { items } = await read(`/messages?status=DISCARDED&type=${HIRE}`)
    expect(items.map(({ id }: { id: string }) => id)).toContain(old)
    // Another type has no rule: every sender counts.
    await settled(await bySoap({ userId: 'a2' }, OTHER_TYPE), 'COMPLETED')
  })

  it('hands nothing of it over by a backfill', async () => {
    const { body } = await operate('/handlers/seen/actions/backfill', {
      filter: {},
      dryRun: true,
    }).expect(202)
    expect(body.matched).toBe(0)
  })

  it('never takes the event that counts for a repeat of the one that does not', async () => {
    const rule = { type: 'com.successfactors.*', sender: 'successfactors', company: 'ACME' }
    const id = 'shared-1'
    const old = await bySoap({ userId: 'a3', eventId: id })
    await start({ TYPE_SENDERS: JSON.stringify([rule]) })
    await settled(await bySoap({ userId: 'a3', eventId: id }), 'COMPLETED')
    expect(eventsSeen('a3')).toHaveLength(1)
    // Handed over only now, it is known as a repeat of the other one.
    await operate(`/messages/${old}/actions/hand-over`, { comment: 'to see' }).expect(200)
    expect(await discarded(old)).toEqual(['DISCARDED', null, 'other_sender', true, 0])
    expect(eventsSeen('a3')).toHaveLength(1)
    await start({ TYPE_SENDERS: JSON.stringify([{ type: [HIRE], sender: ['Event Hub'] }]) })
  })

  it('has the effects of one sender in order, whatever the other one does', async () => {
    const CHANGES = 60
    const people = ['b0', 'b1', 'b2', 'b3', 'b4']
    const changes = Array.from({ length: CHANGES }, (_, place) => ({
      userId: people[place % people.length] as string,
      place,
    }))
    const ofPerson = (userId: string) => changes.filter((change) => change.userId === userId)
    await Promise.all(
      people.map(async (userId) => {
        for (const { place } of ofPerson(userId)) {
          const sent = [() => bySoap({ userId }), () => byHub(userId, { place: String(place) })]
          for (const send of place % 2 === 0 ? sent : sent.reverse()) await send()
        }
      }),
    )
    await test.bed.settled()
    for (const userId of people) {
      expect(eventsSeen(userId).map((event) => Number(event.param('place')))).toEqual(
        ofPerson(userId).map(({ place }) => place),
      )
    }
  })

  describe('while the sender that counts is silent', () => {
    beforeAll(async () => {
      await test.bed.db.query(`delete from counted_type`)
      await test.bed.db.query(
        `update event set handed_over = message_id where discarded is not null`,
      )
      await start({ TYPE_SENDERS: JSON.stringify([{ type: HIRE, sender: 'Event Hub' }]) })
    })

    it('opens an alert, which is over once the events are handed over', async () => {
      expect(await silentSenders()).toEqual([])
      const id = await bySoap({ userId: 'c1' })
      // As if it had come a quarter of an hour ago.
      const past = `update message set received_at = received_at - interval '16 minutes' where id = $1`
      expect(await silentSenders()).toEqual([])
      await test.bed.db.query(past, [id])
      const alert = { about: `ACME/${HIRE}`, code: HIRE, count: 1 }
      expect(await silentSenders()).toMatchObject([alert])
      await lookNow()
      await settledOrTimeout(async () => (await openAlerts()).length > 0, 'the alert to open')
      expect(await openAlerts()).toEqual([alert])
      await operate(`/messages/${id}/actions/hand-over`, {}).expect(400)
      await operate(`/messages/${id}/actions/hand-over`, { comment: 'Event Hub is down' }).expect(
        200,
      )
      await settled(id, 'COMPLETED')
      expect(eventsSeen('c1')).toHaveLength(1)
      expect(await silentSenders()).toEqual([])
      const again = await operate(`/messages/${id}/actions/hand-over`, { comment: 'again' })
      expect([again.status, again.body.error.code]).toEqual([409, 'not_discarded'])
      const { items } = await read('/actions?kind=hand-over')
      expect(items[0]).toMatchObject({ comment: 'again', state: 'finished', done: 0, refused: 1 })
      expect(items[1]).toMatchObject({ comment: 'Event Hub is down', done: 1, refused: 0 })
      const { items: made } = await read(`/actions/${items[1].id}/items`)
      expect(made).toMatchObject([{ messageId: id, ordinal: 0, result: 'done' }])
      expect(items[1].deliveries).toBe(1)
    })

    it('opens none while it brings events of the type', async () => {
      await byHub('c2')
      await bySoap({ userId: 'c2' })
      await settledOrTimeout(async () => {
        const { rows } = await test.bed.db.query('select 1 from counted_type where type = $1', [
          HIRE,
        ])
        return rows.length === 1
      }, 'the type to be noted')
      await test.bed.db.query(
        `update message set received_at = received_at - interval '14 minutes'`,
      )
      await test.bed.db.query(`update counted_type set seen_at = seen_at - interval '28 minutes'`)
      expect(await silentSenders()).toEqual([])
      await test.bed.db.query(`update counted_type set seen_at = seen_at - interval '32 minutes'`)
      await test.bed.db.query(`update message set received_at = received_at - interval '2 minutes'`)
      expect(await silentSenders()).toMatchObject([{ code: HIRE }])
    })

    it('hands many over, each once, however often its call was repeated', async () => {
      const eventId = 'lost-answer-1'
      const ids = [
        await bySoap({ userId: 'c3', eventId }),
        await bySoap({ userId: 'c3', eventId }),
        await bySoap({ userId: 'c4' }),
      ]
      const filter = { status: 'DISCARDED', type: HIRE }
      const other = await operate('/messages/actions/hand-over', {
        filter: { ...filter, status: 'COMPLETED' },
        comment: 'to count',
        dryRun: true,
      }).expect(202)
      expect(other.body.matched).toBe(0)
      const { body } = await operate('/messages/actions/hand-over', {
        filter,
        comment: 'Event Hub is down',
      }).expect(202)
      expect(body.matched).toBeGreaterThanOrEqual(3)
      await settled(ids[2] as string, 'COMPLETED')
      await test.bed.settled()
      expect([eventsSeen('c3').length, eventsSeen('c4').length]).toEqual([1, 1])
      expect(await statusOf(ids[1] as string)).toBe('DISCARDED')
    })
  })

  it('without configuration handles the events of both', async () => {
    await start({})
    await settled(await bySoap({ userId: 'd1' }), 'COMPLETED')
    await settled(await byHub('d1'), 'COMPLETED')
    expect(eventsSeen('d1')).toHaveLength(2)
  })
})
