import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { PoolClient } from 'pg'
import request from 'supertest'
import { createPool, type Pool } from '../../lib/store/db/database.ts'
import { giveVault } from '../../lib/store/db/vault-of.ts'
import { noteHandedOver } from '../../lib/store/record/discarded-events.ts'
import { takeFanOuts } from '../../lib/store/record/fan-out.ts'
import { findEvents } from '../../lib/store/record/find-events.ts'
import { keepMessages, lockMessages } from '../../lib/store/record/lock-messages.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { soapMessage } from '../support/soap-message.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

const BOUNDS = { messages: 10, events: 100, bytes: 100_000 }

describe('a hand-over beside a fan-out of the same message', () => {
  let bed: TestBed
  let url: string
  let token: string
  let pool: Pool
  let knownIds: number[]
  let handlerId: number

  beforeAll(async () => {
    bed = await createTestBed()
    ;({ url } = await bed.startInstance({ handlers: { all: { on: '*', run: () => undefined } } }))
    token = await bed.token()
    pool = createPool(
      { kind: 'socket', ...bed.database.connection },
      { name: 'two', max: 2, pipeline: true, onError: () => undefined },
    )
    giveVault(pool, bed.vault)
    const known = await bed.db.query('select id from handler')
    knownIds = known.rows.map(({ id }) => id)
    const { rows } = await bed.db.query(
      `insert into handler (name, definition) values ('of another version', '{}') returning id`,
    )
    handlerId = rows[0].id
  })
  afterAll(async () => {
    await pool.end()
    await bed.stop()
  })

  /** A message of which the first event is fanned out, and the second one does not count. */
  async function send(): Promise<string> {
    const events = [{ eventId: randomUUID() }, { eventId: randomUUID() }]
    const { headers } = await request(url)
      .post('/http/successfactors/events')
      .set('Authorization', `Bearer ${token}`)
      .set('Content-Type', 'text/xml')
      .send(soapMessage(events))
      .expect(200)
    const id = headers.sap_messageprocessinglogid as string
    await bed.db.query(
      `update event set discarded = 'other_sender' where message_id = $1 and ordinal = 1`,
      [id],
    )
    await bed.db.query(`delete from pending_fan_out`)
    await bed.db.query(
      `insert into pending_fan_out (handler_id, message_id, position)
       select $2, message_id, position from event where message_id = $1 and ordinal = 0`,
      [id, handlerId],
    )
    return id
  }

  async function inTwo(work: (one: PoolClient, other: PoolClient) => Promise<void>): Promise<void> {
    const clients = await Promise.all([pool.connect(), pool.connect()])
    try {
      for (const client of clients) await client.query('begin')
      await work(...clients)
    } finally {
      for (const client of clients) {
        await client.query('rollback')
        client.release()
      }
    }
  }

  async function note(client: PoolClient, id: string): Promise<void> {
    await keepMessages(client, [id])
    const event = { messageId: id, ordinal: 1, duplicateOf: null }
    const given = { ...event, otherContent: false, mayBeRepeat: false, noHandler: false }
    await noteHandedOver(client, randomUUID(), [given], knownIds)
  }

  async function pidOf(client: PoolClient): Promise<number> {
    return (await client.query('select pg_backend_pid() as pid')).rows[0].pid
  }

  it('waits for it without a deadlock', async () => {
    const id = await send()
    await inTwo(async (fanOut, handOver) => {
      const pid = await pidOf(handOver)
      await takeFanOuts(fanOut, [handlerId], BOUNDS)
      const noted = note(handOver, id)
      noted.catch(() => undefined)
      await settledOrTimeout(async () => {
        const { rows } = await bed.db.query('select pg_blocking_pids($1) as pids', [pid])
        return rows[0].pids.length > 0
      }, 'the hand-over to wait')
      await lockMessages(fanOut, [id])
      await fanOut.query('commit')
      await noted
      await handOver.query('commit')
    })
    const { rows } = await bed.db.query('select message_id from pending_fan_out')
    expect(rows).toEqual([{ message_id: id }])
  })

  it('leaves the event to a fan-out that comes later, in the order of the first one', async () => {
    const id = await send()
    await bed.db.query('update pending_fan_out set position = position + 10000')
    await inTwo(async (fanOut, handOver) => {
      await note(handOver, id)
      expect(await takeFanOuts(fanOut, [handlerId], BOUNDS)).toEqual([])
      await handOver.query('commit')
      const { rows } = await bed.db.query(
        `select f.position = e.position as first from pending_fan_out f join event e using (message_id)
         where e.ordinal = 1`,
      )
      expect(rows).toEqual([{ first: true }])
      expect(await takeFanOuts(fanOut, [handlerId], BOUNDS)).toHaveLength(1)
      expect(await findEvents(fanOut, [id])).toHaveLength(2)
    })
  })
})
