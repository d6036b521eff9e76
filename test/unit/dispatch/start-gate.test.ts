import { describe, expect, it } from '@jest/globals'
import { createStartGate } from '../../../lib/dispatch/start-gate.ts'
import type {
  StartedDelivery,
  StartedWithoutEvent,
} from '../../../lib/store/record/started-delivery.ts'
import { settledOrTimeout } from '../../support/eventually.ts'
import { started } from './some-dispatcher.ts'

/** A gate with the reads that the test answers, and starts of messages that note their end. */
function bed(read: (messageId: string) => Promise<StartedDelivery>) {
  const ran: string[] = []
  const given: string[] = []
  const failures: unknown[] = []
  const gate = createStartGate({
    reserve: () => null,
    read: (all: readonly StartedWithoutEvent[]) =>
      Promise.all(all.map(({ messageId }) => read(messageId))),
    onFailure: (error) => void failures.push(error),
  })
  const startOf = (messageId: string) => ({
    delivery: { ...started, messageId },
    slot: {
      start: () => void ran.push(messageId),
      giveBack: () => void (ran.includes(messageId) || given.push(messageId)),
    },
  })
  return { gate, startOf, ran, given, failures }
}

describe('the start of recorded deliveries', () => {
  it('does not wait for the event of another one', async () => {
    const slow = Promise.withResolvers<StartedDelivery>()
    const { gate, startOf, ran } = bed((id) =>
      id === 'slow' ? slow.promise : Promise.resolve(started),
    )
    gate.start([startOf('slow'), startOf('quick')], 0)
    await settledOrTimeout(() => ran.length === 1, 'the quick start')
    expect(ran).toEqual(['quick'])
    slow.resolve(started)
    await settledOrTimeout(() => ran.length === 2, 'the slow start')
  })

  it('gives back only the slots whose events cannot be read', async () => {
    const broken = new Error('no answer')
    const { gate, startOf, ran, given, failures } = bed((id) =>
      id === 'broken' ? Promise.reject(broken) : Promise.resolve(started),
    )
    gate.start([startOf('broken'), startOf('quick')], 0)
    await settledOrTimeout(() => failures.length === 1, 'the failure')
    expect({ ran, given, failures }).toEqual({
      ...{ ran: ['quick'], given: ['broken'], failures: [broken] },
    })
  })
})
