import pg from 'pg'
import type { Stage } from './open-stage.ts'

export interface BenchDatabase {
  /** as DATABASE_URL has it */
  readonly url: string
  run(text: string): Promise<void>
  /** The only row of a query. */
  row<Row extends pg.QueryResultRow>(text: string): Promise<Row>
  drop(): Promise<void>
}

/** A new, empty database; what the one before it left unwritten is written first. */
export async function createDatabase({ admin }: Stage, name: string): Promise<BenchDatabase> {
  // One of that name was left by a run that was killed.
  const left = `drop database if exists ${name} with (force)`
  await execute(admin, [left, 'checkpoint', `create database ${name}`])
  const client = new pg.Client({ ...admin, database: name })
  // The next query reports a connection that broke between queries.
  client.on('error', () => undefined)
  await client.connect()
  return {
    url: urlOf(admin, name),
    async run(text) {
      await client.query(text)
    },
    async row<Row extends pg.QueryResultRow>(text: string) {
      const { rows } = await client.query<Row>(text)
      if (rows.length === 1) return rows[0] as Row
      throw new Error(`expected one row, got ${rows.length}: ${text}`)
    },
    async drop() {
      await client.end()
      await execute(admin, [`drop database ${name} with (force)`])
    },
  }
}

/** A transaction of another session that keeps PostgreSQL from removing dead rows until it ends. */
export async function holdSnapshot({ url }: BenchDatabase): Promise<{ end(): Promise<void> }> {
  const client = new pg.Client(url)
  await client.connect()
  await client.query('begin isolation level repeatable read')
  await client.query('select 1 from message limit 1')
  return client
}

/** The host of a URL cannot be the folder of a socket, but a parameter can. */
function urlOf({ user, host, port }: pg.ClientConfig, database: string): string {
  const url = new URL(`postgres://${user}@localhost/${database}`)
  url.searchParams.set('host', host ?? '')
  url.searchParams.set('port', String(port))
  return url.href
}

async function execute(connection: pg.ClientConfig, statements: string[]): Promise<void> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}
