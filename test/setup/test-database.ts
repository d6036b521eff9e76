import { randomBytes } from 'node:crypto'
import { Client } from 'pg'

/** Options for a pg client or pool. */
interface TestConnection {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly database: string
  readonly password?: string
}

export interface TestDatabase {
  readonly connection: TestConnection
  /** the same as a URL, for a service in a process of its own */
  readonly url: string
  /** Ends every connection to it and removes it. */
  drop(): Promise<void>
}

/** A new, empty database on the server of this run of the tests. Call it once a test file. */
export function createTestDatabase(): Promise<TestDatabase> {
  return createDatabase('template1')
}

/** The same with the tables of all migrations: a copy of the database that the global set-up has migrated. */
export function createMigratedDatabase(): Promise<TestDatabase> {
  // biome-ignore lint/style/noProcessEnv: Jest hands values to its workers through the environment
  const { TEST_DATABASE_TEMPLATE } = process.env
  if (TEST_DATABASE_TEMPLATE === undefined) throw noDatabase()
  return createDatabase(TEST_DATABASE_TEMPLATE)
}

async function createDatabase(template: string): Promise<TestDatabase> {
  const server = serverConnection()
  const database = `test_${randomBytes(8).toString('hex')}`
  await withClient(server, async (client) => {
    const { rows } = await client.query('show server_version_num')
    // Much cheaper than the log of every page, and the only way of PostgreSQL 14.
    const strategy = Number(rows[0].server_version_num) < 150_000 ? '' : 'strategy file_copy'
    await client.query(`create database ${database} template ${template} ${strategy}`)
  })
  return {
    connection: { ...server, database },
    url: urlOf({ ...server, database }),
    drop: () =>
      withClient(server, async (client) => {
        await client.query(`drop database if exists ${database} with (force)`)
      }),
  }
}

async function withClient(
  server: TestConnection,
  work: (client: Client) => Promise<void>,
): Promise<void> {
  const client = new Client(server)
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

function serverConnection(): TestConnection {
  // biome-ignore lint/style/noProcessEnv: Jest hands values to its workers through the environment
  const { TEST_DATABASE_URL, TEST_DATABASE_CONNECTION } = process.env
  if (TEST_DATABASE_URL) return parseUrl(new URL(TEST_DATABASE_URL))
  if (TEST_DATABASE_CONNECTION) return JSON.parse(TEST_DATABASE_CONNECTION) as TestConnection
  throw noDatabase()
}

function noDatabase(): Error {
  return new Error('no test database: run Jest with its global set-up (npm test)')
}

function parseUrl(url: URL): TestConnection {
  const user = decodeURIComponent(url.username) || 'postgres'
  const password = decodeURIComponent(url.password)
  return {
    host: url.searchParams.get('host') ?? (url.hostname || 'localhost'),
    port: Number(url.port || 5432),
    user,
    database: url.pathname.slice(1) || user,
    ...(password === '' ? {} : { password }),
  }
}

function urlOf({ host, port, user, password, database }: TestConnection): string {
  const login = [user, ...(password === undefined ? [] : [password])].map(encodeURIComponent)
  return `postgres://${login.join(':')}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`
}
