import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { LOCKS } from '../../lib/store/db/advisory-locks.ts'
import { extendLanes } from '../../lib/store/record/extend-lanes.ts'
import { findOrAddSubjects } from '../../lib/store/record/find-or-add-subjects.ts'
import { keepSubjects } from '../../lib/store/record/keep-subjects.ts'
import { keepMessages } from '../../lib/store/record/lock-messages.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { createRetentionBed, type RetentionBed } from '../support/retention-bed.ts'
import { idOfDaysAgo, storeMessage } from '../support/stored-messages.ts'
import { waitingLocks } from '../support/waiting-locks.ts'

describe('retention beside recordings and actions', () => {
  let bed: RetentionBed

  beforeAll(async () => {
    bed = await createRetentionBed()
  })
  afterAll(() => bed.stop())
  afterEach(() => bed.reset())

  it('leaves a message alone that is about to get something to do', async () => {
    const kept = await storeMessage(bed.db, 'run again', 200)
    const action = await bed.pool.connect()
    await action.query('begin')
    await keepMessages(action, [kept])
    expect(await bed.pass()).toEqual([])
    expect(await bed.messages()).toEqual([kept])
    await action.query(
      `insert into delivery (message_id, ordinal, handler_id, run, subject_id, position, state, holds_place, late)
       select message_id, ordinal, handler_id, 1, subject_id, 2, 'waiting', true, false from delivery`,
    )
    await action.query('commit')
    action.release()
    expect(await bed.pass()).toEqual([])
    expect(await bed.messages()).toEqual([kept])
  })

  describe('while a person is recorded', () => {
    const person = { company: 'ACME', kind: 'userId', key: 'raced' }

    it('waits for who has looked the person up', async () => {
      await storeMessage(bed.db, 'raced', 100)
      const recording = await bed.pool.connect()
      await recording.query('begin')
      await keepSubjects(recording)
      const [subject] = await findOrAddSubjects(recording, [person])
      const run = bed.retention()
      while ((await run()) && bed.failures.length === 0);
      expect(bed.failures).toEqual([expect.objectContaining({ code: '55P03' })])
      await recording.query(
        `insert into event (message_id, ordinal, position, subject_id, other_content) values ($1, 0, 1, $2, false)`,
        [idOfDaysAgo(0), subject?.id],
      )
      await recording.query('commit')
      recording.release()
      bed.failures.length = 0
      expect(await bed.pass()).toEqual([])
      expect((await bed.db.query('select id from subject')).rows).toEqual([{ id: subject?.id }])
    })

    it('lets who comes meanwhile add the person anew', async () => {
      await storeMessage(bed.db, 'raced', 100)
      const sweep = await bed.db.connect()
      await sweep.query('begin')
      await sweep.query('select pg_advisory_xact_lock($1)', [LOCKS.subjects])
      const recording = await bed.pool.connect()
      await recording.query('begin')
      const found = keepSubjects(recording).then(() => findOrAddSubjects(recording, [person]))
      await settledOrTimeout(
        async () => (await waitingLocks(bed.db, `locktype = 'advisory'`)) === 1,
        'the recording to wait',
      )
      await sweep.query('delete from subject')
      await sweep.query('commit')
      sweep.release()
      const [subject] = await found
      await recording.query('commit')
      recording.release()
      expect((await bed.db.query('select id from subject')).rows).toEqual([{ id: subject?.id }])
    })

    it('loses no one, however often', async () => {
      const ended = { recording: false }
      const record = async (seed: number) => {
        const client = await bed.pool.connect()
        for (let round = 0; round < 150; round += 1) {
          const id = idOfDaysAgo(100)
          const keys = [seed, round].map((n) => ({ ...person, key: `p${n % 5}` }))
          const distinct = [...new Map(keys.map((key) => [key.key, key])).values()]
          await client.query('begin')
          await keepSubjects(client)
          const ids = await findOrAddSubjects(client, distinct)
          await extendLanes(
            client,
            ids.map(({ id: subjectId }) => ({
              ...{ handlerId: 1, subjectId, count: 0, publishedAt: null, mayStart: false },
            })),
            null,
          )
          await client.query(
            `insert into event (message_id, ordinal, position, subject_id, other_content)
             select $1, ordinal, 1, subject_id, false
             from unnest($2::bigint[]) with ordinality as s (subject_id, ordinal)`,
            [id, ids.map((found) => found.id)],
          )
          await client.query(
            `insert into message (id, received_at, state, event_count, caller_id, instance_id, correlation_id, body)
             values ($1, now(), 'recorded', 1, 1, $1, '', 'x')`,
            [id],
          )
          await client.query('commit')
        }
        client.release()
      }
      const sweep = async () => {
        const run = bed.retention(bed.db)
        let lost = 0
        while (!ended.recording) {
          await bed.db.query('update job set due_at = now()')
          while (await run());
          lost += await bed.count(
            'event e',
            'not exists (select from subject s where s.id = e.subject_id)',
          )
          lost += await bed.count(
            'lane l',
            'not exists (select from subject s where s.id = l.subject_id)',
          )
        }
        return lost
      }
      const swept = sweep()
      await Promise.all([record(0), record(1), record(2)])
      ended.recording = true
      expect(await swept).toBe(0)
      expect(bed.failures.filter((error) => (error as { code?: string }).code !== '55P03')).toEqual(
        [],
      )
      bed.failures.length = 0
      await bed.db.query('delete from job')
      expect(await bed.pass()).toEqual([])
      expect(await bed.counts(['message', 'event', 'lane', 'subject'])).toEqual({
        message: 0,
        event: 0,
        lane: 0,
        subject: 0,
      })
    })
  })
})
