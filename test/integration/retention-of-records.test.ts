import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { createRetention } from '../../lib/store/retention/retention.ts'
import { createRetentionBed, DAY_MS, type RetentionBed } from '../support/retention-bed.ts'
import { idOfDaysAgo, storeMessage } from '../support/stored-messages.ts'

describe('retention of what does not belong to a message', () => {
  let bed: RetentionBed

  beforeAll(async () => {
    bed = await createRetentionBed()
  })
  afterAll(() => bed.stop())
  afterEach(() => bed.reset())

  it('deletes bodies that could not be decoded, refusals and instances in their time', async () => {
    const store = (daysAgo: number) =>
      bed.db.query(
        `insert into message (id, received_at, state, event_count, caller_id, instance_id, correlation_id, body)
         values ($1, now(), 'undecodable', 0, 1, $1, '', 'x')`,
        [idOfDaysAgo(daysAgo)],
      )
    const refuse = (daysAgo: number) =>
      bed.db.query(
        `insert into refusal (id, refused_at, path, status, code) values ($1, now(), '/', 401, 'token_expired')`,
        [idOfDaysAgo(daysAgo)],
      )
    const mark = (daysAgo: number) =>
      bed.db.query(
        `insert into seen_refusal (cause, until, issuer, client_id, tenant)
         values ($1::text, now() - $1::text::int * interval '1 day', '', '', '')`,
        [daysAgo],
      )
    const instance = (daysAgo: number, seenDaysAgo: number) =>
      bed.db.query(
        `insert into instance (id, role, version, handler_ids, last_seen_at)
         values ($1, 'all', '', '{}', now() - $2 * interval '1 day')`,
        [idOfDaysAgo(daysAgo), seenDaysAgo],
      )
    await Promise.all([store(91), store(89), refuse(15), refuse(13), mark(15), mark(13)])
    await Promise.all([instance(200, 91), instance(201, 0), instance(10, 10)])
    expect(await bed.pass()).toEqual([])
    expect(await bed.counts(['message', 'refusal', 'seen_refusal', 'instance'])).toEqual({
      message: 1,
      refusal: 1,
      seen_refusal: 1,
      instance: 2,
    })
    await expect(bed.db.query('select 1 from refusal')).resolves.toMatchObject({ rowCount: 1 })
  })

  describe('of records of reveals', () => {
    const auditMs = 365 * DAY_MS
    const revealed = async (daysAgo: number, messageId: string | null, key = 'seen') => {
      const id = idOfDaysAgo(daysAgo)
      await bed.db.query(
        `with s as (
           insert into subject (company, kind, key_digest, key)
             values ('ACME', 'userId', md5($4)::uuid, convert_to($4, 'UTF8'))
           on conflict (company, kind, key_digest) do update set key = excluded.key returning id
         ), a as (
           insert into action_subject (subject_id, action_id) select id, $1 from s
         )
         insert into action (id, kind, detail, issuer, client_id, tenant, requested_at, state, finished_at)
         values ($1, 'reveal', $2, '', '', '', now(), 'finished', now() - $3 * interval '1 day')`,
        [id, JSON.stringify({ what: 'values', messageId }), daysAgo, key],
      )
      return id
    }
    const reveals = async () => {
      const { rows } = await bed.db.query(`select id from action where kind = 'reveal' order by id`)
      return rows.map(({ id }) => id as string)
    }

    it('keeps them a year, longer than the message and the person, by reference', async () => {
      const message = await storeMessage(bed.db, 'seen', 300)
      const kept = [await revealed(300, message), await revealed(364, null)]
      await revealed(366, null)
      await revealed(366, idOfDaysAgo(400))
      expect(await bed.pass()).toEqual([])
      expect(await bed.counts(['message', 'subject'])).toEqual({ message: 0, subject: 0 })
      expect(await reveals()).toEqual(kept.sort())
      expect(await bed.count('action_subject')).toBe(2)
    })

    it('keeps them as long as the message that they showed', async () => {
      const parked = await storeMessage(bed.db, 'seen', 900, { state: 'failed', holdsPlace: true })
      const id = await revealed(899, parked)
      for (let other = 0; other < 450; other += 1) await revealed(500 + other / 100, null)
      expect(await bed.pass()).toEqual([])
      expect(await reveals()).toEqual([id])
      expect(await bed.count('action_subject')).toBe(1)
    })

    it('never keeps them shorter than messages', async () => {
      const id = await revealed(399, null)
      await bed.db.query('update job set due_at = now()')
      const run = createRetention({
        pool: bed.pool,
        retentionMs: 400 * DAY_MS,
        auditMs,
        onFailure: (error) => bed.failures.push(error),
      })
      while (await run());
      expect(bed.failures).toEqual([])
      expect(await reveals()).toEqual([id])
    })
  })

  it('deletes pending fan-outs of a handler that no instance has had for as long', async () => {
    const fanOut = (handlerId: number, messageId: string) =>
      bed.db.query(
        'insert into pending_fan_out (handler_id, message_id, position) values ($1, $2, 1)',
        [handlerId, messageId],
      )
    const parked = await storeMessage(bed.db, 'parked', 100, { state: 'failed', holdsPlace: true })
    const young = await storeMessage(bed.db, 'young', 80)
    const waited = await storeMessage(bed.db, 'waited for', 100)
    const gone = await storeMessage(bed.db, 'gone', 100)
    for (const id of [parked, young, gone]) await fanOut(2, id)
    await fanOut(1, waited)
    await bed.db.query(`update handler set retired_at = now() - interval '91 days' where id = 2`)
    try {
      expect(await bed.pass()).toEqual([])
    } finally {
      await bed.db.query('update handler set retired_at = null')
    }
    expect(await bed.messages()).toEqual([parked, young, waited].sort())
    const { rows } = await bed.db.query(
      'select handler_id as handler, message_id as id from pending_fan_out',
    )
    expect(rows).toHaveLength(2)
    expect(rows).toEqual(
      expect.arrayContaining([
        { handler: 1, id: waited },
        { handler: 2, id: young },
      ]),
    )
  })

  it('deletes an action with all items once none of them has a message any more', async () => {
    const act = (actionId: string, messageIds: readonly string[]) =>
      bed.db.query(
        `with a as (
           insert into action (id, kind, issuer, client_id, tenant, requested_at, state, finished_at)
           values ($1, 'skip', '', '', '', now(), 'finished', now() - interval '95 days'))
         insert into action_item (message_id, ordinal, handler_id, run, action_id, result)
         select id, ordinal, 1, 0, $1, 'not_found'
         from unnest($2::uuid[]) as m (id) cross join generate_series(0, 2) as o (ordinal)`,
        [actionId, messageIds],
      )
    const kept = await storeMessage(bed.db, 'parked', 100, { state: 'failed', holdsPlace: true })
    // More than one batch: retention was faster than the action that was to touch them.
    const missing = Array.from({ length: 700 }, () => idOfDaysAgo(99))
    await act(idOfDaysAgo(96), missing)
    await act(idOfDaysAgo(95), [missing[0] as string, kept])
    expect(await bed.pass()).toEqual([])
    expect(await bed.count('action_item', `message_id <> '${kept}'`)).toBe(0)
    expect(await bed.count('action_item')).toBe(4)
    expect(await bed.count('action', `kind = 'skip'`)).toBe(1)
    expect(await bed.count('action')).toBe(2)
  })

  it('deletes ended alerts, sent or not', async () => {
    const alert = (about: string, endedDaysAgo: number | null, due: boolean) =>
      bed.db.query(
        `insert into alert (id, kind, about, count, opened_at, ended_at, due_at)
         values (gen_random_uuid(), 'parked', $1, 1, now() - interval '400 days',
           now() - $2::int * interval '1 day', case when $3 then now() end)`,
        [about, endedDaysAgo, due],
      )
    await alert('told', 91, false)
    // There was a webhook once.
    await alert('never told', 91, true)
    await alert('recent', 89, false)
    await alert('open', null, true)
    expect(await bed.pass()).toEqual([])
    const { rows } = await bed.db.query('select about from alert order by about')
    expect(rows).toEqual([{ about: 'open' }, { about: 'recent' }])
  })
})
