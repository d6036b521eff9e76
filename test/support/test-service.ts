import { cp, mkdtemp, rm } from 'node:fs/promises'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import type request from 'supertest'
import type { AuthenticatorOptions } from '../../lib/auth/tokens/authenticate.ts'
import type { TrustedIssuer } from '../../lib/auth/trusted-issuer.ts'
import type { Config } from '../../lib/config/config.ts'
import { readConfig } from '../../lib/config/read-config.ts'
import { trustXsuaaBinding } from '../../lib/config/xsuaa-binding.ts'
import type { Vault } from '../../lib/encryption/vault.ts'
import { defineHandler, type HandlerDefinition } from '../../lib/handlers/define-handler.ts'
import { readHandlerOptions } from '../../lib/handlers/handler-options.ts'
import {
  type LocalAuthorizationServer,
  type LocalAuthorizationServerOptions,
  startLocalAuthorizationServer,
} from '../../lib/local/authorization-server/start-local-authorization-server.ts'
import { localKeyVariables } from '../../lib/local/local-keys.ts'
import { createLoggers } from '../../lib/observability/log/logger.ts'
import type { DatabaseConnection } from '../../lib/store/db/database.ts'
import { giveVault } from '../../lib/store/db/vault-of.ts'
import { compose, type Service } from '../../srv/compose/compose.ts'
import type { Timings } from '../../srv/compose/timings.ts'
import { createHttpServer, WIRE_LIMITS, type WireLimits } from '../../srv/http/http-server.ts'
import { createMigratedDatabase, type TestDatabase } from '../setup/test-database.ts'
import { EMPTY_TABLES } from './empty-tables.ts'
import { settledOrTimeout } from './eventually.ts'
import { fetchToken } from './fetch-token.ts'
import { rowsOf } from './opened.ts'
import { type OperatorCalls, operatorCalls } from './operator-calls.ts'
import { postEvents, sendEvents } from './send-events.ts'
import type { SoapEvent } from './soap-message.ts'
import { openTestVault } from './test-vault.ts'

/** An instance, with calls of an operator to its operations API. */
export interface TestInstance extends OperatorCalls {
  readonly service: Service
  readonly url: string
  /** every line that it logged */
  readonly log: string[]
  /** Sends a message as SuccessFactors does. @returns its id, once it is acknowledged */
  send(events: readonly (SoapEvent | string)[], type?: string): Promise<string>
  /** One call of SuccessFactors with this body. @param path default: with a company */
  call(body: string, path?: string): request.Test
  stop(): Promise<void>
}

/** A database, an authorization server and any number of instances of the service on them. */
export interface TestBed {
  readonly db: pg.Pool
  readonly database: TestDatabase
  readonly authorizationServer: LocalAuthorizationServer
  /** variables of its key store, for all instances */
  readonly keys: Readonly<Record<string, string>>
  readonly vault: Vault
  token(client?: 'successfactors' | 'operator'): Promise<string>
  startInstance(options?: InstanceOptions): Promise<TestInstance>
  /** one more issuer; it ends with the test bed */
  startIssuer(options?: IssuerOptions): Promise<LocalAuthorizationServer>
  rows<Row extends pg.QueryResultRow = Record<string, unknown>>(
    sql: string,
    ...values: readonly unknown[]
  ): Promise<Row[]>
  /** Waits until no delivery is open but those of parked lanes. */
  settled(): Promise<void>
  /** Waits until the query finds so many rows. */
  found(count: number, sql: string, ...values: readonly unknown[]): Promise<void>
  /** Empties every table and restarts the numbers. No instance may run meanwhile. */
  reset(): Promise<void>
  stop(): Promise<void>
}

type IssuerOptions = Omit<LocalAuthorizationServerOptions, 'dataDir' | 'port'>

export interface InstanceOptions {
  readonly handlers?: Readonly<Record<string, HandlerDefinition>>
  readonly environment?: Readonly<Record<string, string>>
  readonly wire?: Partial<WireLimits>
  readonly trust?: AuthenticatorOptions
  readonly issuers?: readonly TrustedIssuer[]
  /** another way to the database */
  readonly database?: DatabaseConnection
  readonly timings?: Partial<Timings>
  /** what the environment cannot say */
  readonly config?: Partial<Config>
}

/** Tests wait for many rounds of periodic work, and what an instance writes at its end is there. */
const TEST_TIMINGS = {
  urgentJobs: 100,
  alerts: 100,
  poll: 100,
  callers: 50,
  live: 100,
  close: 15_000,
}

/** @param given default: a database with the tables of all migrations, and no rows */
export async function createTestBed(given?: TestDatabase): Promise<TestBed> {
  const database = given ?? (await createMigratedDatabase())
  const dataDir = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-'))
  // biome-ignore lint/style/noProcessEnv: Jest hands values to its workers through the environment
  await cp(process.env.TEST_KEYS ?? '', path.join(dataDir, 'local'), { recursive: true })
  const authorizationServer = await startLocalAuthorizationServer({ dataDir, port: 0 })
  const keys = await localKeyVariables(path.join(dataDir, 'keys'))
  const db = new pg.Pool({ ...database.connection, max: 3 })
  db.on('error', () => undefined)
  const instances: TestInstance[] = []
  const issuers: LocalAuthorizationServer[] = []
  const [successfactors, operator] = await Promise.all([
    fetchToken(authorizationServer, 'successfactors'),
    fetchToken(authorizationServer, 'operator'),
  ])
  const vault = await openTestVault(keys)
  giveVault(db, vault)
  const rows: TestBed['rows'] = (sql, ...values) => rowsOf(db, sql, values)
  return {
    db,
    database,
    authorizationServer,
    keys,
    vault,
    token: async (client) => (client === 'operator' ? operator : successfactors),
    rows,
    async startInstance(options = {}) {
      const environment = { ...keys, ...options.environment }
      const started = await startInstance(database, authorizationServer, {
        ...options,
        environment,
      })
      const instance: TestInstance = {
        ...started,
        ...operatorCalls(`${started.url}/operations/v1`, operator),
        send: async (events, type) => sendEvents(started, successfactors, events, type),
        call: (body, path = '/http/successfactors/events/ACME') =>
          postEvents(started.url, successfactors, body, path),
      }
      instances.push(instance)
      return instance
    },
    async startIssuer(options) {
      const folder = path.join(dataDir, String(issuers.length))
      const issuer = await startLocalAuthorizationServer({
        dataDir: folder,
        port: 0,
        ...options,
      })
      issuers.push(issuer)
      return issuer
    },
    async settled() {
      await settledOrTimeout(async () => {
        const [lane] = await rows<{ open: number }>(
          `select count(*)::int as open from lane where waiting > 0 and status = 'open'`,
        )
        return lane?.open === 0
      }, 'all open lanes to be empty')
    },
    found: (count, sql, ...values) =>
      settledOrTimeout(
        async () => (await rows(sql, ...values)).length === count,
        `${count} rows of: ${sql} (${values.join(', ')})`,
      ),
    async reset() {
      await db.query(EMPTY_TABLES)
    },
    async stop() {
      for (const instance of instances) await instance.stop()
      await db.end()
      await vault.close()
      for (const issuer of [authorizationServer, ...issuers]) await issuer.close()
      await database.drop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function startInstance(
  database: TestDatabase,
  authorizationServer: LocalAuthorizationServer,
  options: InstanceOptions,
): Promise<Omit<TestInstance, 'send' | 'call' | keyof OperatorCalls>> {
  const { handlers = {}, environment = {}, config: overrides = {}, wire = {}, trust = {} } = options
  const config = { ...readConfig(environment), ...overrides }
  const log: string[] = []
  const { application } = config
  const write = (line: string) => void log.push(line)
  const service = await compose(config, {
    timings: { ...TEST_TIMINGS, ...options.timings },
    database: options.database ?? { kind: 'socket', ...database.connection },
    trust,
    issuers: options.issuers ?? [trustXsuaaBinding(authorizationServer.xsuaaCredentials)],
    handlers: Object.entries(handlers).map(([name, definition]) => discovered(name, definition)),
    ...createLoggers({ logLevel: 'info', application }, { write }),
  })
  const server = createHttpServer(service.app, service.onUnreadable, { ...WIRE_LIMITS, ...wire })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  let stopped: Promise<void> | null = null
  return {
    service,
    url: `http://127.0.0.1:${port}`,
    log,
    stop() {
      stopped ??= stopInstance(server, service)
      return stopped
    },
  }
}

async function stopInstance(server: Server, service: Service): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  await service.drain()
  server.closeAllConnections()
  // A refused call is kept when its connection ends.
  await closed
  await service.close()
}

function discovered(name: string, given: HandlerDefinition) {
  const definition = defineHandler(given)
  const { options, mistakes } = readHandlerOptions(definition)
  if (options === null) throw new Error(mistakes.join('; '))
  return { name, definition, options }
}
