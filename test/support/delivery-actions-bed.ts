import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals'
import type request from 'supertest'
import { type HandlerDefinition, reject } from '../../lib/handler.ts'
import { settledOrTimeout } from './eventually.ts'
import { openedText } from './opened.ts'
import { startOperations, type TestOperations } from './operations-bed.ts'
import { createTestBed, type TestBed, type TestInstance } from './test-service.ts'

/** Place of a delivery in its message. */
const FIRST = '0/directory/0'

/** For the tests of a `describe`: an operations API, and an instance that a test starts. */
export function useDeliveryActions() {
  let bed: TestBed
  let instance: TestInstance
  let api: TestOperations
  /** the handler rejects events of people whose names begin with `bad` */
  let broken = true
  /** the events that the handler saw */
  let seen: { user: string; key: string; isReplay: boolean }[] = []

  const directory: HandlerDefinition = {
    on: '*',
    retry: { attempts: 1 },
    run(event, { idempotencyKey, isReplay }) {
      const user = event.key('userId') as string
      seen.push({ user, key: idempotencyKey, isReplay })
      if (broken && user.startsWith('bad')) reject('not now')
    },
  }

  beforeAll(async () => {
    bed = await createTestBed()
  })
  afterAll(() => bed.stop())
  beforeEach(async () => {
    broken = true
    seen = []
    await bed.reset()
    api = await startOperations(bed)
  })
  afterEach(async () => {
    await instance.stop()
    await api.stop()
    expect(api.internalErrors).toEqual([])
  })

  const stateOf = async (id: string, ordinal = 0, run = 0) => {
    const [row] = await bed.rows(
      `select state, holds_place, reason_code, ${openedText('delivery', 'delivery', 'comment')} as comment, edit, counted_attempts from delivery
       where message_id = $1 and ordinal = $2 and run = $3 order by handler_id limit 1`,
      ...[id, ordinal, run],
    )
    return row
  }
  return {
    get bed() {
      return bed
    },
    get api() {
      return api
    },
    get seen() {
      return seen
    },
    get broken() {
      return broken
    },
    /** The handler rejects nothing any more. */
    mend() {
      broken = false
    },
    start: async (handlers: Record<string, HandlerDefinition> = { directory }) => {
      instance = await bed.startInstance({ handlers })
    },
    send: (...users: string[]) => instance.send(users),
    stateOf,
    reaches: (state: string, id: string, ordinal = 0, run = 0) =>
      settledOrTimeout(
        async () => (await stateOf(id, ordinal, run))?.state === state,
        `${id} ${ordinal} ${run} to be ${state}`,
      ),
    act: (kind: string, id: string, body: object = {}, place = FIRST) =>
      api.post(`/deliveries/${id}/${place}/actions/${kind}`, body),
    refused,
  }
}

async function refused(code: string | RegExp, call: request.Test): Promise<void> {
  const { body } = await call.expect(409)
  const expected = typeof code === 'string' ? code : expect.stringMatching(code)
  expect(body.error).toEqual({ code: expected, message: expect.stringMatching(/^expected .*: .+/) })
}
