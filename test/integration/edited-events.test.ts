import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import pg from 'pg'
import { giveVault } from '../../lib/store/db/vault-of.ts'
import { createEventReader } from '../../lib/store/deliver/event-reader.ts'
import type { StartedWithoutEvent } from '../../lib/store/record/started-delivery.ts'
import { aStartedDelivery } from '../support/a-started-delivery.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'
import { waitingLocks } from '../support/waiting-locks.ts'

const PLAIN = '01990000-0000-7000-8000-00000000000a'
const EDITED = '01990000-0000-7000-8000-00000000000b'

const delivery = (messageId: string, edit: number): StartedWithoutEvent => ({
  ...aStartedDelivery,
  messageId,
  edit,
})

describe('the events of started deliveries', () => {
  let bed: TestBed
  let pool: pg.Pool
  beforeAll(async () => {
    bed = await createTestBed()
    pool = new pg.Pool(bed.database.connection)
    giveVault(pool, bed.vault)
    await bed.rows(
      `insert into message (id, received_at, state, event_count, caller_id, instance_id, correlation_id,
         content_type, type_hint, body)
       select id, now(), 'recorded', 1, 1, id, '', 'application/json', 'x', '[{"userId":"1"}]'
       from unnest($1::uuid[]) as id`,
      [PLAIN, EDITED],
    )
    await bed.rows(
      `insert into edited_event (message_id, ordinal, handler_id, run, edit, body)
       values ($1, 0, 1, 0, 1, '{"type":"edited"}')`,
      EDITED,
    )
  })
  afterAll(async () => {
    await pool.end()
    await bed.stop()
  })

  it('are read beside an edited one that takes longer', async () => {
    const options = { bodyLimitBytes: 1_000_000, retryMs: 1_000, now: () => performance.now() }
    const reader = createEventReader(pool, options)
    const blocker = await bed.db.connect()
    await blocker.query('begin; lock table edited_event')
    const read = reader.read([delivery(EDITED, 1), delivery(PLAIN, 0)])
    const waits = async () =>
      (await waitingLocks(bed.db, `relation = 'edited_event'::regclass`)) === 1
    await settledOrTimeout(waits, 'the query for the edited events to wait')
    // The query for the edited events waits. The query for the bodies has been answered.
    await bed.found(
      1,
      `select from pg_stat_activity where datname = current_database() and state = 'idle'
         and query like '%from wanted join message%'`,
    )
    await blocker.query('rollback')
    blocker.release()
    expect((await read).map(({ event }) => event?.type)).toEqual(['edited', 'x'])
  })
})
