import pg from 'pg'
import type { BenchDatabase } from '../stage/database.ts'

/** The least that a queue in PostgreSQL can be: no lanes, no attempts, no leases, no handlers. */
export interface BareLoop {
  /** Takes batches of the table and marks them done, a commit each. @returns rows per second */
  batches(rows: number, batch: number): Promise<number>
  /** The same, and what the rows bring is read too: about 3 KB each. */
  batchesWithBodies(rows: number, batch: number): Promise<number>
  /** Marks row after row done, a commit each. @returns rows per second */
  oneByOne(rows: number): Promise<number>
  close(): Promise<void>
}

const TABLE = `
  create table bare (id bigint primary key, done boolean not null, body bytea not null)
    with (toast_tuple_target = 8160)`
const INDEX = 'create index bare_open on bare (id) where not done'
const TAKE = { name: 'take', text: takeText('id') }
const TAKE_WITH_BODIES = { name: 'take-with-bodies', text: takeText('id, body') }
const MARK = { name: 'mark', text: 'update bare set done = true where id = any($1::bigint[])' }
const MARK_ONE = { name: 'mark-one', text: 'update bare set done = true where id = $1' }
const BODY_BYTES = 3_000

export async function openBareLoop({ url }: BenchDatabase): Promise<BareLoop> {
  const client = new pg.Client({ connectionString: url })
  // The next query reports a connection that broke between queries.
  client.on('error', () => undefined)
  await client.connect()

  async function fill(rows: number, bodyBytes: number): Promise<void> {
    await client.query('drop table if exists bare')
    await client.query(TABLE)
    await client.query(INDEX)
    await client.query(`insert into bare
      select n, false, convert_to(repeat('x', ${bodyBytes}), 'UTF8') from generate_series(1, ${rows}) n`)
    await client.query('vacuum analyze bare')
    await client.query('checkpoint')
  }

  async function takeAll(take: typeof TAKE, batch: number): Promise<number> {
    let done = 0
    const start = performance.now()
    for (;;) {
      await client.query('begin')
      const { rows } = await client.query<{ id: string }>({ ...take, values: [batch] })
      if (rows.length > 0) await client.query({ ...MARK, values: [rows.map(({ id }) => id)] })
      await client.query('commit')
      if (rows.length === 0) return (done * 1_000) / (performance.now() - start)
      done += rows.length
    }
  }

  return {
    async batches(rows, batch) {
      await fill(rows, 0)
      return takeAll(TAKE, batch)
    },
    async batchesWithBodies(rows, batch) {
      await fill(rows, BODY_BYTES)
      return takeAll(TAKE_WITH_BODIES, batch)
    },
    async oneByOne(rows) {
      await fill(rows, 0)
      const start = performance.now()
      for (let id = 1; id <= rows; id += 1) await client.query({ ...MARK_ONE, values: [id] })
      return (rows * 1_000) / (performance.now() - start)
    },
    close: () => client.end(),
  }
}

function takeText(columns: string): string {
  return `select ${columns} from bare where not done order by id limit $1 for update skip locked`
}
