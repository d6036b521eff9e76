import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Overview } from '../../app/monitor/src/api/monitor-shapes.ts'
import { defineHandler, reject } from '../../lib/handler.ts'
import { newId } from '../../lib/new-id.ts'
import { digestOfKey } from '../../lib/store/db/keyed-digest.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { sendEvents } from '../support/send-events.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const SECONDS_LATER = 17 * 60

describe('stats', () => {
  let bed: TestBed
  let instance: TestInstance
  let isBroken = true

  const journal = defineHandler({ on: '*', run: () => undefined })
  const directory = defineHandler({
    on: '*',
    run: (event) => {
      if (isBroken && event.key('userId') === 'broken') reject('no account')
    },
  })

  beforeAll(async () => {
    bed = await createTestBed()
    instance = await bed.startInstance({ handlers: { directory } })
  })
  afterAll(() => bed.stop())

  const get = (path: string) => instance.read(path)
  const act = async (path: string, body: object = { comment: 'test' }) =>
    (await instance.post(path, body)).body
  const send = async (...users: readonly string[]) => {
    for (const user of users) await sendEvents(instance, await bed.token(), [user])
  }
  /** Requests within one second share an answer. */
  const overviewOnce = async (
    isSo: (overview: Overview) => boolean,
    what: string,
  ): Promise<Overview> => {
    await settledOrTimeout(async () => isSo(await get('/overview')), what)
    return get('/overview')
  }
  const ended = (actionId: string) =>
    settledOrTimeout(
      async () => (await get(`/actions/${actionId}`)).state === 'finished',
      'the action to end',
    )
  /** As if the deliveries that an action touched had been done so much later. */
  const doneLater = (actionId: string) =>
    bed.db.query(
      `update delivery d set settled_at = d.settled_at + interval '${SECONDS_LATER} seconds'
       from action_item i where i.action_id = $1 and i.message_id = d.message_id
         and i.ordinal = d.ordinal and i.handler_id = d.handler_id and i.run = d.run
         and d.state = 'completed'`,
      [actionId],
    )

  it('leave replays, backfills and start dates out of the time from receipt to completion', async () => {
    await send('a', 'b', 'c', 'broken')
    await settledOrTimeout(async () => (await get('/parked')).people === 1, 'a parked person')
    isBroken = false
    const replay = await act('/deliveries/actions/replay', { filter: { state: 'failed' } })
    await ended(replay.actionId)
    await bed.settled()
    await doneLater(replay.actionId)
    const [replayed] = (await get(`/actions/${replay.actionId}/items`)).items

    await instance.stop()
    instance = await bed.startInstance({ handlers: { directory, journal } })
    const backfill = await act('/handlers/journal/actions/backfill', { filter: {} })
    await ended(backfill.actionId)
    await bed.settled()
    const { rowCount } = await doneLater(backfill.actionId)
    expect(rowCount).toBe(4)
    const { items } = await get('/messages')
    const late = items.filter(
      ({ receivedAt, settledAt }: { receivedAt: string; settledAt: string }) =>
        Date.parse(settledAt) - Date.parse(receivedAt) >= SECONDS_LATER * 1_000,
    )
    // The person of the replayed one did wait; a backfill makes nobody wait.
    expect(late.map(({ id }: { id: string }) => id)).toEqual([replayed.messageId])

    // One of the seven that completed had a start date.
    await bed.db.query(
      `update delivery set start_at = settled_at + interval '${SECONDS_LATER} seconds',
         settled_at = settled_at + interval '${SECONDS_LATER} seconds'
       where message_id = (select message_id from delivery where run = 0 order by 1 limit 1)`,
    )
    const { secondsToDone } = await overviewOnce(
      ({ secondsToDone: of }) => of?.deliveries === 2,
      'two deliveries that completed by themselves',
    )
    expect(secondsToDone?.p95).toBeLessThan(SECONDS_LATER / 2)
    expect(secondsToDone?.deliveries).toBe(2)
  })

  it('count what waits for a held handler, and say that it is not up to date', async () => {
    await act('/handlers/directory/actions/hold')
    await send('d', 'd', 'e')
    await settledOrTimeout(
      async () => (await get('/handlers/directory')).waiting === 3,
      'three to wait',
    )
    expect(await get('/handlers/directory')).toMatchObject({
      state: 'held',
      waiting: 3,
      parkedLanes: 0,
      waitingBehindParked: 0,
      atLeast: false,
    })
    const overview = await overviewOnce(({ waiting }) => waiting === 3, 'three to wait')
    expect(overview).toMatchObject({
      handlers: { total: 2, running: 1, upToDate: 1, held: 1 },
      parked: { lanes: 0, people: 0, records: 0, deliveries: 0 },
      scheduled: 0,
      atLeast: false,
      unusual: [{ kind: 'handler_held', handler: 'directory', count: 3 }],
    })
  })

  it('tell deliveries that wait from completed, skipped and failed ones', async () => {
    const { hours } = await get('/handlers/directory/hours')
    const sum = (what: string) =>
      hours.reduce((total: number, hour: Record<string, number>) => total + (hour[what] ?? 0), 0)
    expect(['completed', 'failed', 'waiting', 'skipped'].map(sum)).toEqual([4, 0, 3, 0])
    // The other handler completes the last ones in the background.
    const { today } = await overviewOnce(
      ({ today: day }) => day.completed === 11,
      'eleven deliveries that completed',
    )
    expect(today).toMatchObject({ received: 7, completed: 11, failed: 0, waiting: 3, skipped: 0 })
  })

  it('compare days of 24 hours each, whatever the minute', async () => {
    const received = async (minutesAgo: number) => {
      const at = Date.now() - minutesAgo * 60_000
      const id = at.toString(16).padStart(12, '0') + newId().replaceAll('-', '').slice(12)
      await bed.db.query(
        `insert into message (id, received_at, state, event_count, caller_id, instance_id, correlation_id, body)
         select $1::uuid, to_timestamp($2 / 1000.0), 'recorded', 0, caller_id, instance_id, '', '' from message limit 1`,
        [id, at],
      )
    }
    const { today, before } = await get('/overview')
    for (const minutes of [24 * 60 - 2, 24 * 60 + 2, 48 * 60 - 2, 48 * 60 + 2]) {
      await received(minutes)
    }
    const overview = await overviewOnce(
      ({ today: day }) => day.received === today.received + 1,
      'one more in the last 24 hours',
    )
    expect(overview.before.received).toBe(before.received + 2)
    expect(overview.hours).toHaveLength(48)
  })

  it('count a person who waits at two handlers once, and records apart', async () => {
    isBroken = true
    await act('/handlers/directory/actions/resume')
    await bed.settled()
    const broken = defineHandler({ on: '*', run: () => reject('never') })
    const second = await bed.startInstance({ handlers: { directory, journal, broken } })
    await send('broken', 'd')
    const lanes = async () => (await get('/parked')).groups.length
    await settledOrTimeout(async () => (await lanes()) === 2, 'two causes')
    await second.stop()
    // The third lane may park after the answer that the instance shares for a second.
    await settledOrTimeout(async () => (await get('/parked')).people === 2, 'two people')
    expect(await get('/parked')).toMatchObject({ people: 2, records: 0 })
    const { parked } = await overviewOnce(({ parked: of }) => of?.lanes === 3, 'three lanes')
    expect(parked).toEqual({ lanes: 3, people: 2, records: 0, deliveries: 3 })
    const digest = digestOfKey(bed.db, 'd')
    await bed.db.query(`update subject set kind = 'entity' where key_digest = $1`, [digest])
    const { parked: later } = await overviewOnce(({ parked: of }) => of?.records === 1, 'a record')
    expect(later).toMatchObject({ people: 1, records: 1 })
    expect((await get('/handlers')).items).toMatchObject([
      { name: 'broken', parkedLanes: 2, parkedPeople: 1 },
      { name: 'directory', parkedLanes: 1, parkedPeople: 1 },
      { name: 'journal', parkedLanes: 0, parkedPeople: 0 },
    ])
  })
})
