import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals'
import type { Caller, Grant } from '../../lib/auth/caller.ts'
import type { LedgerEntry } from '../../lib/encryption/key-store.ts'
import type { HandlerDefinition } from '../../lib/handler.ts'
import { settledOrTimeout } from './eventually.ts'
import { type OperationsOptions, startOperations, type TestOperations } from './operations-bed.ts'
import { createTestBed, type TestBed, type TestInstance } from './test-service.ts'

/** A person at the page. */
export function personWith(...grants: Grant[]): Caller {
  return {
    issuer: 'https://harbour.example',
    clientId: 'page',
    tenant: 't-1',
    grants: new Set(grants),
    person: true,
    user: 'officer@example.com',
    scopes: [],
    certificate: null,
  }
}

export interface StoredState {
  readonly name: string
  readonly state: string
  readonly reason_code: string | null
}

/** A service, and the operations API of a data protection officer, for the tests of a `describe`. */
export function useForgettingBed() {
  let bed: TestBed
  let instance: TestInstance | null
  let api: TestOperations
  let onKeyStore: (method: string) => void
  const officer = personWith('Monitor', 'Forget', 'Operate', 'Reveal')

  beforeAll(async () => {
    bed = await createTestBed()
  })
  afterAll(async () => {
    await bed.stop()
  })
  beforeEach(async () => {
    instance = null
    onKeyStore = () => undefined
    await bed.reset()
    api = await startOperations(bed, {
      caller: officer,
      onKeyStore: (method) => onKeyStore(method),
    })
  })
  afterEach(async () => {
    await instance?.stop()
    await api.stop()
    expect(api.internalErrors).toEqual([])
  })

  const action = (id: string) => api.read(`/actions/${id}`)
  return {
    ...storedIn(() => bed),
    get bed() {
      return bed
    },
    get api() {
      return api
    },
    get instance(): TestInstance {
      if (instance === null) throw new Error('expected a started instance')
      return instance
    },
    get vault() {
      return bed.vault
    },
    /** Called before each call of the API's key store. */
    beforeKeyStore(called: (method: string) => void): void {
      onKeyStore = called
    },
    startApi: (options: OperationsOptions) => startOperations(bed, options),
    async start(
      handlers: Readonly<Record<string, HandlerDefinition>>,
      environment: Readonly<Record<string, string>> = {},
    ) {
      instance = await bed.startInstance({ handlers, environment })
    },
    /** Erasures are then carried out by the runner of the API alone. */
    async stop() {
      await instance?.stop()
      instance = null
    },
    forget: (subjectId: string, body: object = {}) =>
      api.post(`/subjects/${subjectId}/actions/forget`, { reason: 'request 4711', ...body }),
    action,
    /** Carries out the steps until the action has ended. The started instance may do some of them. */
    async finished(actionId: string) {
      await settledOrTimeout(async () => {
        await api.runDue()
        return (await action(actionId)).state === 'finished'
      }, 'the erasure to finish')
      await api.dropDestroyedKeys()
    },
    /** the entries of a request */
    async ledgerOf(actionId: string): Promise<LedgerEntry[]> {
      const entries = await bed.vault.store.ledgerAfter(0, 1_000)
      return entries.filter(({ requestId }) => requestId === actionId)
    },
  }
}

/** Queries of the database's content. */
function storedIn(bed: () => TestBed) {
  return {
    async subjectOf(messageId: string): Promise<string> {
      const [row] = await bed().rows<{ subject_id: string }>(
        'select subject_id from event where message_id = $1 order by ordinal',
        messageId,
      )
      return row?.subject_id as string
    },
    states: (messageId: string) =>
      bed().rows<StoredState>(
        `select h.name, d.state, d.reason_code from delivery d join handler h on h.id = d.handler_id
         where message_id = $1 order by h.name`,
        messageId,
      ),
    isIn: (state: string, messageId: string) =>
      bed().found(1, 'select from delivery where message_id = $1 and state = $2', messageId, state),
    /** The tables with a row that holds a text in the clear. */
    async clearTextOf(text: string): Promise<string[]> {
      const tables = await bed().rows<{ tablename: string }>(
        `select tablename from pg_tables where schemaname = 'public'`,
      )
      const found: string[] = []
      for (const { tablename } of tables) {
        const rows = await bed().rows(
          `select 1 from ${tablename} t where position($1::bytea in convert_to(t::text, 'UTF8')) > 0
            or position(encode($1::bytea, 'hex') in t::text) > 0 limit 1`,
          Buffer.from(text),
        )
        if (rows.length > 0) found.push(tablename)
      }
      return found
    },
  }
}
