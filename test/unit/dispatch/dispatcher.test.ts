import { describe, expect, it } from '@jest/globals'
import { noDestinations } from '../../../lib/destinations/no-destinations.ts'
import { type ClaimedLanes, createDispatcher } from '../../../lib/dispatch/dispatcher.ts'
import { defineHandler } from '../../../lib/handlers/define-handler.ts'
import { readHandlerOptions } from '../../../lib/handlers/handler-options.ts'
import type { RegisteredHandler } from '../../../lib/handlers/registered-handler.ts'
import type { Settlement } from '../../../lib/store/settlement.ts'
import type { ParkedHead, StartedDelivery } from '../../../lib/store/started-delivery.ts'
import { createCourtesy } from '../../../lib/successfactors/courtesy.ts'
import { noTracing } from '../../../lib/tracing/tracing.ts'
import { settledOrTimeout } from '../../support/eventually.ts'
import { someEvent } from '../events/some-event.ts'

const NOTHING: ClaimedLanes = { started: [], parked: [], lookAgainMs: null }

const started: StartedDelivery = {
  messageId: 'm',
  ordinal: 0,
  handlerId: 1,
  run: 0,
  edit: 0,
  subjectId: '1',
  attempt: 1,
  tries: 0,
  abandoned: 0,
  late: false,
  lease: '1',
  probe: false,
  company: null,
  correlationId: 'c',
  traceparent: null,
  receivedAt: new Date(0),
  event: someEvent({}),
}

function dispatcherOf(claim: () => Promise<ClaimedLanes>, run: () => unknown) {
  const definition = defineHandler({ on: '*', run })
  const { options } = readHandlerOptions(definition)
  const handler = { id: 1, name: 'h', definition, options } as RegisteredHandler
  const settlements: Settlement[] = []
  const dispatcher = createDispatcher({
    handlers: [handler],
    claim,
    settle: async (settlement) => {
      settlements.push(settlement)
      return { held: true, spared: false, circuit: null, started: null }
    },
    leases: { keep: () => undefined, forget: () => undefined, close: () => undefined },
    pollMs: 60_000,
    drainMs: 1_000,
    tools: {
      effects: {
        begin: async () => ({ kind: 'begun', inDoubt: false }),
        end: async () => undefined,
      },
      cancelScheduled: async () => 0,
      destinations: noDestinations,
      courtesy: createCourtesy(),
      tracing: noTracing,
      fields: {},
      now: () => performance.now(),
      random: () => 0,
    },
    onAttempt: () => undefined,
    onParked: () => undefined,
    onFailure: (error) => {
      throw error
    },
  })
  return { dispatcher, settlements }
}

describe('the dispatcher', () => {
  it('gives back what a claim brings after the stop, without running it', async () => {
    let bring: (lanes: ClaimedLanes) => void = () => undefined
    let runs = 0
    const { dispatcher, settlements } = dispatcherOf(
      () =>
        new Promise((resolve) => {
          bring = resolve
        }),
      () => {
        runs += 1
      },
    )
    dispatcher.start()
    const stopped = dispatcher.stop()
    bring({ started: [started], parked: [], lookAgainMs: null })
    await stopped
    expect(runs).toBe(0)
    expect(settlements.map(({ outcome, next }) => [outcome, next.state])).toEqual([
      ['released', 'waiting'],
    ])
  })

  it('looks again for every hint, also one that comes as a look ends', async () => {
    let due = 0
    let ran = 0
    const { dispatcher } = dispatcherOf(
      async () => {
        if (due === 0) return NOTHING
        due -= 1
        return { started: [started], parked: [], lookAgainMs: null }
      },
      () => {
        ran += 1
      },
    )
    dispatcher.start()
    for (let round = 1; round <= 20; round += 1) {
      // After a different number of microtasks each time.
      for (let step = 0; step < round; step += 1) await null
      due += 1
      dispatcher.wake()
      await settledOrTimeout(() => ran === round, `run ${round}`)
      dispatcher.wake()
    }
    await dispatcher.stop()
  })

  it('looks behind lanes that were parked without an attempt at once, not with the next poll', async () => {
    const head = { handlerId: 1, messageId: started.messageId } as unknown as ParkedHead
    const claims: ClaimedLanes[] = [
      { started: [], parked: [head, head], lookAgainMs: null },
      { started: [], parked: [head], lookAgainMs: null },
      { started: [started], parked: [], lookAgainMs: null },
    ]
    let ran = 0
    const { dispatcher } = dispatcherOf(
      async () => claims.shift() ?? NOTHING,
      () => {
        ran += 1
      },
    )
    dispatcher.start()
    await settledOrTimeout(() => ran === 1, 'the delivery behind them')
    await dispatcher.stop()
  })

  it('ends a stop at its time although a handler never ends', async () => {
    const { dispatcher } = dispatcherOf(
      (() => {
        let first = true
        return async () => {
          const lanes = first ? { started: [started], parked: [], lookAgainMs: null } : NOTHING
          first = false
          return lanes
        }
      })(),
      () => new Promise(() => undefined),
    )
    dispatcher.start()
    await settledOrTimeout(() => dispatcher.running() === 1, 'the run')
    await dispatcher.stop()
    expect(dispatcher.running()).toBe(0)
  })
})
