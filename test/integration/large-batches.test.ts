import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { defineHandler } from '../../lib/handlers/define-handler.ts'
import type { RegisteredHandler } from '../../lib/handlers/discover-handlers.ts'
import { readHandlerOptions } from '../../lib/handlers/handler-options.ts'
import { backfill } from '../../lib/jobs/backfill.ts'
import { fanOut } from '../../lib/jobs/fan-out.ts'
import { newId } from '../../lib/new-id.ts'
import { processBulkMessages } from '../../lib/store/actions/process-bulk-messages.ts'
import { createPool, type Pool } from '../../lib/store/db/database.ts'
import { giveVault } from '../../lib/store/db/vault-of.ts'
import { BATCH_BOUNDS } from '../../lib/store/record/batch-bounds.ts'
import { sendEvents } from '../support/send-events.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

/** Small, so that a test can exceed them. */
const BOUNDS = { ...BATCH_BOUNDS, events: 200 }
const definition = defineHandler({ on: '*', run: () => undefined })
const names = ['one', 'two', 'three', 'four', 'five', 'six']

let bed: TestBed
let pool: Pool
let recording: TestInstance
let late: RegisteredHandler
let token: string

beforeAll(async () => {
  bed = await createTestBed()
  token = await bed.token()
  pool = createPool(
    { kind: 'socket', ...bed.database.connection },
    { name: 'test', max: 2, pipeline: true, onError: () => undefined },
  )
  giveVault(pool, bed.vault)
  const environment = { ROLE: 'ingest' }
  await bed.startInstance({ environment, handlers: { late: definition } })
  const handlers = Object.fromEntries(names.map((name) => [name, definition]))
  recording = await bed.startInstance({ environment, handlers })
  const { options } = readHandlerOptions(definition)
  const { rows } = await bed.db.query<{ id: number }>(`select id from handler where name = 'late'`)
  late = { id: rows[0]?.id ?? 0, name: 'late', definition, options: options as never }
})
afterAll(async () => {
  await pool.end()
  await bed.stop()
})

const users = (count: number) => Array.from({ length: count }, (_, user) => `u${user}`)
const number = async (sql: string, ...values: unknown[]) =>
  Number((await bed.db.query<{ of: string }>(sql, values)).rows[0]?.of)
const handedToLate = () =>
  number('select count(*) as of from delivery where handler_id = $1', late.id)

/** Lists are sent as array literals; nothing in these has a comma. */
const lengthOf = (value: unknown): number =>
  typeof value === 'string' && value.startsWith('{') ? value.split(',').length : 0

/** A pool that notes rows of each statement, and ends those with more rows as the database would. */
function watched(most: number): { readonly pool: Pool; readonly rows: () => number } {
  let largest = 0
  const connect = async () => {
    const client = await pool.connect()
    const query = async (given: string | { name: string; values: unknown[] }) => {
      if (typeof given === 'object' && /insert|extend/.test(given.name)) {
        const rows = Math.max(...given.values.map(lengthOf))
        if (rows > most) throw Object.assign(new Error('statement timeout'), { code: '57014' })
        largest = Math.max(largest, rows)
      }
      return client.query(given as string)
    }
    const release = (error?: Error) => client.release(error)
    return { ...client, query, release }
  }
  return { pool: { connect } as unknown as Pool, rows: () => largest }
}

it('one message with very many deliveries is recorded in order by several statements', async () => {
  const id = await sendEvents(recording, token, [...users(749), 'u0'])
  expect(await number('select count(*) as of from delivery where message_id = $1', id)).toBe(
    750 * names.length,
  )
  expect(
    await number(
      `select count(*) as of from delivery d join event e using (message_id, ordinal)
       where d.message_id = $1 and d.position = e.position and d.subject_id = e.subject_id`,
      id,
    ),
  ).toBe(750 * names.length)
  expect(
    await number(
      `select count(*) as of from (select position, lag(position) over (order by ordinal) as before
       from event where message_id = $1) e where position <= before`,
      id,
    ),
  ).toBe(0)
  expect(await number('select max(waiting) as of from lane')).toBe(2)
  expect(
    await number(
      `select count(*) as of from pending_fan_out f join event e using (message_id, position)
       where f.message_id = $1 and e.ordinal = 0`,
      id,
    ),
  ).toBe(1)
})

it('a fan-out takes so many events at a time, a large message alone, and ends', async () => {
  await sendEvents(recording, token, users(300))
  for (let message = 0; message < 8; message += 1) {
    await sendEvents(recording, token, users(60))
  }
  const events = await number('select count(*) as of from event')
  const seen: number[] = [0]
  while (await fanOut(pool, [late], undefined, BOUNDS)) seen.push(await handedToLate())
  const steps = seen.slice(1).map((count, index) => count - (seen[index] ?? 0))
  // The messages of 900 and 300 events alone, the others three at a time.
  expect(steps).toEqual([750, 300, 180, 180, 120])
  expect(seen.at(-1)).toBe(events)
  expect(await number('select count(*) as of from pending_fan_out')).toBe(0)
})

it('a fan-out that takes too long takes less', async () => {
  const before = await handedToLate()
  for (let message = 0; message < 5; message += 1) await sendEvents(recording, token, users(40))
  const slow = watched(100)
  await fanOut(slow.pool, [late])
  expect(slow.rows()).toBeLessThanOrEqual(100)
  expect(await handedToLate()).toBeGreaterThan(before)
  while (await fanOut(slow.pool, [late])) expect(slow.rows()).toBeLessThanOrEqual(100)
  expect(await handedToLate()).toBe(before + 200)
})

it('a backfill takes so many events at a time, and ends', async () => {
  await bed.db.query('delete from delivery where handler_id = $1', [late.id])
  const actionId = newId()
  const instanceId = newId()
  await bed.db.query(
    `insert into action (id, kind, issuer, client_id, tenant, state, leased_by, filter, detail, requested_at, due_at)
     values ($1, 'backfill', '', '', '', 'running', $2, '{}', $3, now(), now() + interval '1 hour')`,
    [actionId, instanceId, { handlerId: late.id }],
  )
  const batches: number[] = []
  const work = {
    decodeAgain: async () => ({ done: 0, refused: 0 }),
    handOver: async () => ({ done: 0, refused: 0 }),
    backfill: async (ids: readonly string[]) => {
      batches.push(
        await number('select sum(event_count) as of from message where id = any($1)', ids),
      )
      return backfill(pool, late, ids, null, actionId)
    },
  }
  for (let turn = 0; turn < 20; turn += 1) {
    const { rows } = await bed.db.query('select cursor, state from action where id = $1', [
      actionId,
    ])
    if (rows[0]?.state !== 'running') break
    const action = { id: actionId, kind: 'backfill', filter: {}, cursor: rows[0]?.cursor }
    await processBulkMessages(
      pool,
      instanceId,
      { ...action, detail: { handlerId: late.id } } as never,
      work,
      BOUNDS,
    )
  }
  expect(batches).toEqual([750, 300, 180, 180, 200, 120])
  expect(await handedToLate()).toBe(await number('select count(*) as of from event'))
})
