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
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = serverConnection()
  const database = `test_${randomBytes(8).toString('hex')}`
  await execute(server, `create database ${database}`)
  return {
    connection: { ...server, database },
    url: urlOf({ ...server, database }),
    drop: () => execute(server, `drop database if exists ${database} with (force)`),
  }
}

async function execute(server: TestConnection, statement: string): Promise<void> {
  const client = new Client(server)
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

function serverConnection(): TestConnection {
  // biome-ignore lint/style/noProcessEnv: Jest hands values to its workers through the environment
  const { TEST_DATABASE_URL, TEST_DATABASE_CONNECTION } = process.env
  if (TEST_DATABASE_URL) return parseUrl(new URL(TEST_DATABASE_URL))
  if (TEST_DATABASE_CONNECTION) return JSON.parse(TEST_DATABASE_CONNECTION) as TestConnection
  throw new Error('no test database: run Jest with its global set-up (npm test)')
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
