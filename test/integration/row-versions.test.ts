import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { HandlerDefinition } from '../../lib/handler.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { sendEvents } from '../support/send-events.ts'
import { startCalm } from '../support/start-calm.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'
import { watchDatabase } from '../support/watched-database.ts'

const EMPLOYEES = Array.from({ length: 20 }, (_, index) => `employee-${index}`)
/** Rows of these are written by processes and clients, however many events there are. */
const OF_PROCESSES = [
  'instance',
  'handler',
  'job',
  'caller',
  'admitted_client',
  'issuer_keys',
  'stats_span',
]
const run = () => undefined

/** Counts instead of times: they are the same on every machine. */
describe('the rows that an event writes', () => {
  let bed: TestBed
  beforeAll(async () => {
    bed = await createTestBed()
  })
  afterAll(() => bed.stop())

  /** One event of each employee. Nothing dispatches while they are recorded: every delivery is claimed. */
  const sendAndHandle = async (handlers: Record<string, HandlerDefinition>) => {
    const receiving = await bed.startInstance({ handlers, environment: { ROLE: 'ingest' } })
    const token = await bed.token()
    for (const employee of EMPLOYEES) await sendEvents(receiving, token, [employee])
    const handling = await bed.startInstance({ handlers, environment: { ROLE: 'dispatch' } })
    await bed.settled()
    await Promise.all([receiving.stop(), handling.stop()])
  }
  /** The same, in a process whose recordings start the deliveries. */
  const sendAndStart = async (handlers: Record<string, HandlerDefinition>) => {
    const way = await watchDatabase(bed.database.connection)
    const instance = await startCalm(bed, way, { handlers })
    const token = await bed.token()
    for (const employee of EMPLOYEES) await sendEvents(instance, token, [employee])
    await bed.settled()
    await instance.stop()
    await way.close()
  }
  /** Inserted and updated rows. The server has counted those of connections that are closed. */
  const rowVersions = async (): Promise<number> => {
    await settledOrTimeout(async () => {
      const { rows } = await bed.db.query(
        `select 1 from pg_stat_activity where datname = current_database()
         and backend_type = 'client backend' and pid <> pg_backend_pid()`,
      )
      return rows.length === 0
    }, 'all other connections to be closed')
    const { rows } = await bed.db.query<{ versions: number }>(
      `select sum(n_tup_ins + n_tup_upd)::int as versions from pg_stat_user_tables
       where relname <> all($1)`,
      [OF_PROCESSES],
    )
    return rows[0]?.versions ?? 0
  }

  it('touch no index when a delivery starts, runs and ends, but that of the due lanes', async () => {
    const instance = await bed.startInstance()
    await instance.stop()
    const { rows } = await bed.db.query<{ name: string; columns: string[] }>(
      `select i.indexrelid::regclass::text as name, array_agg(distinct a.attname::text) as columns
       from pg_index i
       join pg_depend d on d.objid = i.indexrelid and d.refobjid = i.indrelid and d.refobjsubid > 0
       join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
       where i.indrelid in ('lane'::regclass, 'delivery'::regclass) and not i.indisprimary group by 1`,
    )
    expect(Object.fromEntries(rows.map(({ name, columns }) => [name, columns.sort()]))).toEqual({
      delivery_lane: ['handler_id', 'position', 'subject_id'],
      lane_due: ['due_at', 'handler_id'],
      // No lane parks in the common case.
      lane_parked: ['handler_id', 'status'],
    })
  })

  it.each([
    [1, 'claim', 10, sendAndHandle],
    [2, 'claim', 17, sendAndHandle],
    [1, 'start', 8, sendAndStart],
    [2, 'start', 13, sendAndStart],
    [3, 'start', 18, sendAndStart],
  ])(
    'are, with %i handlers whose claims or recordings %s deliveries, at most %i',
    async (count, _how, most, send) => {
      await bed.reset()
      const names = Array.from({ length: count }, (_, index) => `handler-${index}`)
      const handlers = Object.fromEntries(
        names.map((name) => [name, { on: '*', concurrency: 100, run }]),
      )
      await send(handlers)
      const before = await rowVersions()
      await send(handlers)
      expect(((await rowVersions()) - before) / EMPLOYEES.length).toBeLessThanOrEqual(most)
    },
  )
})
