import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import pg from 'pg'
import { type HandlerDefinition, type HandlerEvent, reject } from '../../lib/handler.ts'
import type { DeliveryActionKind } from '../../lib/states.ts'
import { actForOperator } from '../../lib/store/actions/act-for-operator.ts'
import { inTransaction } from '../../lib/store/db/transaction.ts'
import { claimLanes, FROM_START } from '../../lib/store/deliver/claim-lanes.ts'
import type { Claimed } from '../../lib/store/deliver/claimed.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { readDeliveries } from '../support/read-deliveries.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'
import { waitingLocks } from '../support/waiting-locks.ts'

const LATE = 'late claim'
const LOCK = 4_242
const FAILS = 'no date'
const TOMORROW = new Date(Date.now() + 86_400_000).toISOString()
const PAST = '2026-01-01'
const CHANGES = { type: 'com.example.Right' }

/** Starts a statement of a late claim, and holds it behind its snapshot until the lock is free. */
const HOLDING_CLOCK = `
  create or replace function receiver_clock() returns timestamptz language plpgsql volatile as $$
  begin
    if current_setting('application_name') = '${LATE}' then
      perform pg_advisory_xact_lock_shared(${LOCK});
    end if;
    return statement_timestamp();
  end $$`

describe('a claim whose snapshot is older than the lane that it locks', () => {
  let bed: TestBed
  let messageId: string
  let handlerId: number

  beforeAll(async () => {
    bed = await createTestBed()
  })
  afterAll(() => bed.stop())
  beforeEach(() => bed.reset())

  const dated: HandlerDefinition = {
    on: '*',
    startAt: (event: HandlerEvent) => {
      const date = event.key('startDate') as string
      return date === FAILS ? reject('no date') : new Date(date)
    },
    meanwhile: 'wait',
    run: () => undefined,
  }
  /** Two events of one person, recorded where nobody dispatches. */
  const given = async (...dates: readonly [string, string]) => {
    const instance = await bed.startInstance({
      handlers: { dated },
      environment: { ROLE: 'ingest' },
    })
    const events = dates.map((startDate) => ({ userId: 'a', startDate }))
    messageId = await instance.send(events)
    await instance.stop()
    const { rows } = await bed.db.query('select id from handler')
    handlerId = rows[0].id
    await bed.db.query(HOLDING_CLOCK)
  }
  const claimBy = (client: pg.Client | pg.PoolClient): Promise<Claimed> =>
    claimLanes(client, crypto.randomUUID(), 60_000, [
      {
        handlerId,
        slots: 10,
        total: 10,
        ratePerMs: null,
        rateCapacity: null,
        ...FROM_START,
        probeMs: 1_000,
      },
    ])
  const claimNow = async (): Promise<Claimed> => {
    const client = await bed.db.connect()
    try {
      return await claimBy(client)
    } finally {
      client.release()
    }
  }
  const isHeld = async () =>
    (await waitingLocks(bed.db, `locktype = 'advisory' and objid = $1`, [LOCK])) === 1
  /** An operator acts on the first event; the claim takes its snapshot before that is committed, and the lane after it. */
  const claimAroundCommitOf = async (kind: DeliveryActionKind): Promise<Claimed> => {
    const late = new pg.Client({ ...bed.database.connection, application_name: LATE })
    const holding = new pg.Client({ ...bed.database.connection })
    await Promise.all([late.connect(), holding.connect()])
    try {
      await holding.query('select pg_advisory_lock($1)', [LOCK])
      const action = { kind, comment: null, changes: kind === 'edit' ? CHANGES : null }
      const claimed = await inTransaction(bed.db, async (client) => {
        const key = { messageId, ordinal: 0, handlerId, run: 0 }
        expect(await actForOperator(client, [key], action)).toEqual(['done'])
        const claiming = claimBy(late)
        claiming.catch(() => undefined)
        await settledOrTimeout(isHeld, 'the claim to be held')
        return { claiming }
      })
      await holding.query('select pg_advisory_unlock($1)', [LOCK])
      return await claimed.claiming
    } finally {
      await Promise.all([late.end(), holding.end()])
    }
  }
  const lane = async () => {
    const { rows } = await bed.db.query(
      `select status, head_position is null as "notBegun", due_at <= now() as due from lane`,
    )
    return rows
  }
  const states = async () => (await readDeliveries(bed.db)).map(({ state }) => state)
  const startedOrdinals = ({ started }: Claimed) => started.map(({ ordinal }) => ordinal)

  it.each<[DeliveryActionKind, string]>([
    ['skip', 'skipped'],
    ['cancel', 'cancelled'],
  ])('does not park the lane for one that is out of its way since: %s', async (kind, state) => {
    await given(FAILS, PAST)
    expect(await states()).toEqual(['failed', 'waiting'])
    const { started, parked } = await claimAroundCommitOf(kind)
    expect({ started, parked }).toEqual({ started: [], parked: [] })
    expect(await lane()).toEqual([{ status: 'open', notBegun: true, due: true }])
    expect(startedOrdinals(await claimNow())).toEqual([1])
    expect(await states()).toEqual([state, 'running'])
  })

  it.each<DeliveryActionKind>(['replay', 'edit'])(
    'does not park the lane for one that is to be tried since: %s',
    async (kind) => {
      await given(FAILS, PAST)
      const { started, parked } = await claimAroundCommitOf(kind)
      expect({ started, parked }).toEqual({ started: [], parked: [] })
      expect(await lane()).toEqual([{ status: 'open', notBegun: true, due: true }])
      expect(startedOrdinals(await claimNow())).toEqual([0])
      expect(await states()).toEqual(['running', 'waiting'])
    },
  )

  it.each<[DeliveryActionKind, number, string[]]>([
    ['release', 0, ['running', 'waiting']],
    ['cancel', 1, ['cancelled', 'running']],
  ])(
    'does not put the lane off to a start date that is gone since: %s',
    async (kind, next, after) => {
      await given(TOMORROW, PAST)
      expect(await states()).toEqual(['scheduled', 'waiting'])
      await claimAroundCommitOf(kind)
      expect(await lane()).toEqual([{ status: 'open', notBegun: true, due: true }])
      expect(startedOrdinals(await claimNow())).toEqual([next])
      expect(await states()).toEqual(after)
    },
  )
})
