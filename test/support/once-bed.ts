import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals'
import type { HandlerContext, HandlerDefinition, HandlerEvent } from '../../lib/handler.ts'
import type { DeliveryActionKind } from '../../lib/states.ts'
import { actOnDeliveries } from '../../lib/store/actions/act-on-deliveries.ts'
import { inTransaction } from '../../lib/store/db/transaction.ts'
import type { DeliveryKey } from '../../lib/store/record/started-delivery.ts'
import { settledOrTimeout } from './eventually.ts'
import { openedJson } from './opened.ts'
import { readDeliveries } from './read-deliveries.ts'
import type { SoapEvent } from './soap-message.ts'
import { createTestBed, type TestBed, type TestInstance } from './test-service.ts'

const RETRY = { attempts: 2, firstDelayMs: 0 }

/** The call of a handler, and the result of its effect. */
export interface Seen
  extends Pick<HandlerContext, 'idempotencyKey' | 'attempt' | 'isReplay' | 'late' | 'fence'> {
  readonly inDoubt: boolean | 'finished'
  readonly result: unknown
}

/** For the tests of a `describe`: an instance whose handler uses `once`. */
export function useOnce() {
  let bed: TestBed
  let instance: TestInstance
  let seen: Seen[] = []
  let isBroken = false

  beforeAll(async () => {
    bed = await createTestBed()
  })
  afterAll(() => bed.stop())
  beforeEach(async () => {
    seen = []
    isBroken = false
    await bed.reset()
  })
  afterEach(() => instance.stop())

  /** Does one effect, then fails as often as set. */
  async function payOnce(event: HandlerEvent, context: HandlerContext): Promise<void> {
    const { once, idempotencyKey, attempt, isReplay, late, fence } = context
    let inDoubt: Seen['inDoubt'] = 'finished'
    const result = await once('pay', (state) => {
      inDoubt = state.inDoubt
      return { of: event.key('userId'), number: seen.length }
    })
    seen.push({ idempotencyKey, attempt, isReplay, late, fence, inDoubt, result })
    if (isBroken) throw new Error('not yet')
  }
  const startHandlers = async (handlers: Record<string, HandlerDefinition>) => {
    instance = await bed.startInstance({ handlers })
  }
  const start = (run: HandlerDefinition['run'] = payOnce, more = {}) =>
    startHandlers({ paying: { on: '*', retry: RETRY, run, ...more } })
  const send = (...events: (SoapEvent | string)[]) => instance.send(events)
  const settledAs = (states: string[]) =>
    settledOrTimeout(async () => {
      const found = (await readDeliveries(bed.db)).map(({ state }) => state)
      return found.join() === states.join()
    }, `deliveries to be ${states}`)
  const effects = async () =>
    await bed.rows(
      `select run, edit, name, attempt, finished_at is not null as finished,
           ${openedJson('effect', 'effect', 'result')} as result from effect
         order by run, edit, name`,
    )

  return {
    get bed() {
      return bed
    },
    get instance() {
      return instance
    },
    get seen() {
      return seen
    },
    set isBroken(value: boolean) {
      isBroken = value
    },
    payOnce,
    start,
    startHandlers,
    send,
    act: (kind: DeliveryActionKind, delivery: ChosenDelivery, editedEvent?: Buffer) =>
      act(bed, kind, delivery, editedEvent),
    settledAs,
    effects,
  }
}

type ChosenDelivery = Partial<DeliveryKey> & Pick<DeliveryKey, 'messageId'>

async function act(
  bed: TestBed,
  kind: DeliveryActionKind,
  delivery: ChosenDelivery,
  editedEvent: Buffer | null = null,
): Promise<void> {
  const key = { ordinal: 0, handlerId: 1, run: 0, ...delivery }
  const action = { kind, reasonCode: 'test', comment: null, editedEvent }
  const [result] = await inTransaction(bed.db, (client) => actOnDeliveries(client, [key], action))
  expect(result).toBe('done')
}
