import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import request from 'supertest'
import type { Caller } from '../../lib/auth/caller.ts'
import { type Authenticator, createAuthenticator } from '../../lib/auth/tokens/authenticate.ts'
import { trustXsuaaBinding } from '../../lib/config/xsuaa-binding.ts'
import { fieldRules } from '../../lib/masking/field-rules.ts'
import type { MessageWork } from '../../lib/store/actions/process-bulk-messages.ts'
import { type ActionRunner, createActionRunner } from '../../lib/store/actions/run-actions.ts'
import { createPool } from '../../lib/store/db/database.ts'
import { giveVault } from '../../lib/store/db/vault-of.ts'
import { createBodyBudget } from '../../srv/http/body-budget.ts'
import { operationsRouter } from '../../srv/operations/operations-router.ts'
import { createSearchLimit } from '../../srv/operations/search-limit.ts'
import type { TestBed } from './test-service.ts'

export interface TestOperations {
  readonly url: string
  /** works off actions for many, batch after batch, when a test says so */
  readonly runner: ActionRunner
  readonly failures: unknown[]
  /** errors of ours: there should be none */
  readonly internalErrors: unknown[]
  /** how often something was said to be due */
  due: number
  get(path: string, query?: object): request.Test
  post(path: string, body?: object): request.Test
  stop(): Promise<void>
}

export interface OperationsOptions extends Partial<MessageWork> {
  readonly handlerIds?: readonly number[]
  readonly leaseMs?: number
  /** whoever calls is taken for this one */
  readonly caller?: Caller
  /** clock of what is limited a minute, and of the live stream (ms) */
  readonly now?: () => number
}

const NO_RULES = { defaultMs: 0, auditMs: 0, rules: [] }
const nothing = async () => ({ done: 0, refused: 0 })

function poolOn(bed: TestBed) {
  const pool = createPool(
    { kind: 'socket', ...bed.database.connection },
    { name: 'operations', max: 3, pipeline: true, onError: () => undefined },
  )
  giveVault(pool, bed.vault)
  return pool
}

/** The operations API on the database of a test bed, with a runner that the test drives. */
export async function startOperations(
  bed: TestBed,
  options: OperationsOptions = {},
): Promise<TestOperations> {
  const token = await bed.token('operator')
  const pool = poolOn(bed)
  const { caller, now = Date.now } = options
  const authenticator: Authenticator =
    caller === undefined
      ? createAuthenticator([trustXsuaaBinding(bed.authorizationServer.xsuaaCredentials)], { now })
      : {
          authenticate: () => caller,
          scopesFor: () => [],
          start: () => undefined,
          close: () => undefined,
        }
  const { backfill = nothing, decodeAgain = nothing, handlerIds = [], leaseMs = 30_000 } = options
  const failures: unknown[] = []
  const internalErrors: unknown[] = []
  const app = express()
  const onDue = () => {
    operations.due += 1
  }
  app.use(
    '/operations/v1',
    operationsRouter({
      authenticator,
      sessions: null,
      publicUrl: null,
      now,
      searches: createSearchLimit(now),
      isStopping: () => false,
      fields: fieldRules(),
      installation: {
        origin: 'http://localhost:4004',
        ingestPaths: [],
        eventPaths: [],
        issuers: [],
      },
      pool,
      durabilityRisks: () => [],
      ...{ decodeAgain, handOver: nothing, audit: null, retention: NO_RULES },
      repair: async () => ({ kind: 'not_undecodable' }),
      bodyLimitBytes: 1024 * 1024,
      bodies: createBodyBudget({ maxBytes: 1e7, maxWaiting: 1, now: () => performance.now() }),
      onDue,
      onAction: () => undefined,
      onInternalError: (error) => void internalErrors.push(error),
    }),
  )
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/operations/v1`
  const operations: TestOperations = {
    url,
    due: 0,
    failures,
    internalErrors,
    runner: createActionRunner({
      pool,
      instanceId: crypto.randomUUID(),
      leaseMs,
      handlerIds,
      backfill,
      ...{ decodeAgain, handOver: nothing, audit: null },
      onDue,
      onFailure: (error) => void failures.push(error),
    }),
    get: (path, query = {}) =>
      request(url).get(path).query(query).set('Authorization', `Bearer ${token}`),
    post: (path, body = {}) =>
      request(url).post(path).set('Authorization', `Bearer ${token}`).send(body),
    async stop() {
      await new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      })
      authenticator.close()
      await pool.end()
    },
  }
  return operations
}
