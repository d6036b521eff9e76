import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals'
import type { HandlerDefinition } from '../../lib/handler.ts'
import { readAttempts } from './read-attempts.ts'
import { readDeliveries } from './read-deliveries.ts'
import {
  createTestBed,
  type InstanceOptions,
  type TestBed,
  type TestInstance,
} from './test-service.ts'

/** One database for the tests of a `describe`, emptied before each, and the instance that a test starts. */
export function useDispatchBed() {
  let bed: TestBed
  let instance: TestInstance
  beforeAll(async () => {
    bed = await createTestBed()
  })
  afterAll(() => bed.stop())
  beforeEach(async () => {
    await bed.reset()
  })
  afterEach(() => instance.stop())

  return {
    get bed() {
      return bed
    },
    get instance() {
      return instance
    },
    async start(
      handlers: Record<string, HandlerDefinition>,
      options: Omit<InstanceOptions, 'handlers'> = {},
    ) {
      instance = await bed.startInstance({ handlers, ...options })
    },
    send: (...userIds: string[]) => instance.send(userIds),
    deliveries: () => readDeliveries(bed.db),
    attempts: () => readAttempts(bed.db),
  }
}
