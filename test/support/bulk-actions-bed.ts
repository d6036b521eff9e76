import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals'
import { type HandlerDefinition, reject } from '../../lib/handler.ts'
import { type OperationsOptions, startOperations, type TestOperations } from './operations-bed.ts'
import { soapMessage } from './soap-message.ts'
import {
  createTestBed,
  type InstanceOptions,
  type TestBed,
  type TestInstance,
} from './test-service.ts'

/** More than one batch. */
export const MANY = 250
export const failing: HandlerDefinition = { on: '*', concurrency: 50, run: () => reject('not now') }
export const sound: HandlerDefinition = { on: '*', concurrency: 50, run: () => undefined }

export const usersOf = (number: number) => Array.from({ length: number }, (_, index) => `u${index}`)

/** For the tests of a `describe`: an operations API whose runner the test drives. */
export function useBulkActions() {
  let bed: TestBed
  let instance: TestInstance
  let api: TestOperations

  beforeAll(async () => {
    bed = await createTestBed()
  })
  afterAll(() => bed.stop())
  beforeEach(async () => {
    await bed.reset()
  })
  afterEach(async () => {
    await instance.stop()
    await api.stop()
    expect(api.internalErrors).toEqual([])
    expect(api.failures).toEqual([])
  })

  const startInstance = async (options: InstanceOptions) => {
    instance = await bed.startInstance(options)
  }
  const send = async (users: readonly string[], body?: string): Promise<string> => {
    const answer = await instance.call(body ?? soapMessage(users.map((userId) => ({ userId }))))
    return answer.headers.sap_messageprocessinglogid as string
  }
  return {
    get bed() {
      return bed
    },
    get api() {
      return api
    },
    get instance() {
      return instance
    },
    startInstance,
    /** Sends events of these people, or a body. @returns the id of the message */
    send,
    /** Runs these messages to their end, then leaves the database to the test. */
    async given(
      handlers: Record<string, HandlerDefinition>,
      messages: readonly (readonly string[])[],
      options: OperationsOptions = {},
    ) {
      await startInstance({ handlers })
      for (const message of messages) await send(message)
      await bed.found(0, 'select from lane where due_at is not null')
      await instance.stop()
      api = await startOperations(bed, options)
    },
    /** how many deliveries have each state */
    async states() {
      const rows = await bed.rows<{ state: string; count: number }>(
        'select state, count(*)::int as count from delivery group by state order by state',
      )
      return Object.fromEntries(rows.map(({ state, count }) => [state, count]))
    },
    /** @returns the id of the action */
    async start(path: string, body: object): Promise<string> {
      const answer = await api.post(path, body).expect(202)
      return answer.body.actionId
    },
    progress: (id: string) => api.read(`/actions/${id}`),
    /** @returns the number of batches */
    async runToEnd() {
      let batches = 0
      while (await api.runDue()) batches += 1
      return batches
    },
  }
}
