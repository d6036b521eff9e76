import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import type { Caller } from '../../lib/auth/caller.ts'
import { type Authenticator, createAuthenticator } from '../../lib/auth/tokens/authenticate.ts'
import type { ForgettingConfig } from '../../lib/config/forgetting.ts'
import { trustXsuaaBinding } from '../../lib/config/xsuaa-binding.ts'
import { vaultForReaders } from '../../lib/encryption/blocked-data.ts'
import { fieldRules } from '../../lib/masking/field-rules.ts'
import type { MessageWork } from '../../lib/store/actions/process-bulk-messages.ts'
import { createActionRunner } from '../../lib/store/actions/run-actions.ts'
import { createPool } from '../../lib/store/db/database.ts'
import { giveVault } from '../../lib/store/db/vault-of.ts'
import { composeForgetting } from '../../srv/compose/compose-forgetting.ts'
import { BASE_PATH } from '../../srv/data-privacy/ilm-object.ts'
import { retentionRouter } from '../../srv/data-privacy/retention-router.ts'
import { createBodyBudget } from '../../srv/http/body-budget.ts'
import type { OperationsDeps } from '../../srv/operations/operations-deps.ts'
import { operationsRouter } from '../../srv/operations/operations-router.ts'
import { createSearchLimit } from '../../srv/operations/search-limit.ts'
import { openBedVault } from './bed-vault.ts'
import { type OperatorCalls, operatorCalls } from './operator-calls.ts'
import type { TestBed } from './test-service.ts'

export interface TestOperations extends OperatorCalls {
  readonly url: string
  /** processes one batch of a due action */
  readonly runDue: () => Promise<boolean>
  readonly failures: unknown[]
  /** errors of ours: there should be none */
  readonly internalErrors: unknown[]
  /** how often something was said to be due */
  due: number
  /** Drops the keys that others have destroyed, before the API does it by itself within a second. */
  dropDestroyedKeys(): Promise<void>
  stop(): Promise<void>
}

export interface OperationsOptions extends Partial<MessageWork> {
  readonly handlerIds?: readonly number[]
  readonly leaseMs?: number
  readonly forgetting?: Partial<ForgettingConfig>
  /** called before each call of the key store, with the method's name; a throw is a crash there */
  readonly onKeyStore?: (method: string) => void
  /** every caller counts as this one */
  readonly caller?: Caller
  /** clock of the limits per minute, and of the live stream (ms) */
  readonly now?: () => number
}

const NO_RULES = { defaultMs: 0, auditMs: 0, rules: [] }
const nothing = async () => ({ done: 0, refused: 0 })

/** options that no test of the API changes */
const PLAIN = {
  sessions: null,
  publicUrl: null,
  liveMs: 100,
  isStopping: () => false,
  fields: fieldRules(),
  installation: { origin: 'http://localhost:4004', ingestPaths: [], eventPaths: [], issuers: [] },
  durabilityRisks: () => [],
  handOver: nothing,
  audit: null,
  retention: NO_RULES,
  repair: async () => ({ kind: 'not_undecodable' as const }),
  bodyLimitBytes: 1024 * 1024,
}

function poolOn(bed: TestBed) {
  return createPool(
    { kind: 'socket', ...bed.database.connection },
    { name: 'operations', max: 3, pipeline: true, onError: () => undefined },
  )
}

const DAY_MS = 24 * 60 * 60_000
const FORGETTING: ForgettingConfig = {
  maxPerHour: 100,
  keptMs: 365 * DAY_MS,
  backupMs: 14 * DAY_MS,
  reopeningTypes: [],
}

/** The operations API on the database of a test bed, with a runner that the test drives. */
export async function startOperations(
  bed: TestBed,
  options: OperationsOptions = {},
): Promise<TestOperations> {
  const token = await bed.token('operator')
  const pool = poolOn(bed)
  const { caller, now = Date.now } = options
  const authenticator = authenticatorOf(bed, caller, now)
  const { backfill = nothing, decodeAgain = nothing, handlerIds = [], leaseMs = 30_000 } = options
  const instanceId = crypto.randomUUID()
  const vault = await openBedVault(bed, options.onKeyStore)
  giveVault(pool, vaultForReaders(vault))
  const config = { ...FORGETTING, ...options.forgetting }
  const forgetting = await composeForgetting({ config, vault, instanceId, leaseMs, clock: now })
  const failures: unknown[] = []
  const internalErrors: unknown[] = []
  const onDue = () => {
    operations.due += 1
  }
  const deps: OperationsDeps = {
    ...PLAIN,
    authenticator,
    now,
    searches: createSearchLimit(now),
    pool,
    forgetting: forgetting.settings,
    decodeAgain,
    bodies: createBodyBudget({ maxBytes: 1e7, maxWaiting: 1, now: () => performance.now() }),
    onDue,
    onAction: () => undefined,
    onInternalError: (error) => void internalErrors.push(error),
  }
  const server = await serve(deps)
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/operations/v1`
  const operations: TestOperations = {
    url,
    due: 0,
    failures,
    internalErrors,
    runDue: createActionRunner({
      pool,
      instanceId,
      forget: (action) => forgetting.step(pool, action),
      leaseMs,
      handlerIds,
      backfill,
      ...{ decodeAgain, handOver: nothing, audit: null },
      onDue,
      onFailure: (error) => void failures.push(error),
    }),
    ...operatorCalls(url, token),
    dropDestroyedKeys: () => vault.keys.poll(),
    async stop() {
      await new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      })
      authenticator.close()
      await pool.end()
      await vault.close()
    },
  }
  return operations
}

async function serve(deps: OperationsDeps): Promise<Server> {
  const app = express()
  app.use('/operations/v1', operationsRouter(deps))
  app.use(BASE_PATH, retentionRouter(deps))
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

/** Every call has the given caller. Without one it verifies the tokens of the bed. */
function authenticatorOf(
  { authorizationServer }: TestBed,
  caller: Caller | undefined,
  now: () => number,
): Authenticator {
  if (caller === undefined) {
    return createAuthenticator([trustXsuaaBinding(authorizationServer.xsuaaCredentials)], { now })
  }
  return {
    authenticate: () => caller,
    scopesFor: () => [],
    start: () => undefined,
    close: () => undefined,
  }
}
