import { createDispatcher, type DispatcherOptions } from '../../../lib/dispatch/dispatcher.ts'
import type { ClaimedLanes } from '../../../lib/dispatch/handler-slots.ts'
import { defineHandler, type HandlerDefinition } from '../../../lib/handlers/define-handler.ts'
import type { RegisteredHandler } from '../../../lib/handlers/discover-handlers.ts'
import { readHandlerOptions } from '../../../lib/handlers/handler-options.ts'
import { noTracing } from '../../../lib/observability/tracing/tracing.ts'
import { createRateLimitGate } from '../../../lib/outbound/successfactors/rate-limit-gate.ts'
import { FROM_START } from '../../../lib/store/deliver/claim-lanes.ts'
import type { Settlement } from '../../../lib/store/deliver/settlement.ts'
import type { StartedDelivery } from '../../../lib/store/record/started-delivery.ts'
import { aStartedDelivery } from '../../support/a-started-delivery.ts'
import { someEvent } from '../events/some-event.ts'

export const NOTHING: ClaimedLanes = {
  started: [],
  parked: [],
  postponed: [],
  lookAgainMs: null,
  // Handler 1 may start, and claims read all.
  nextFrom: new Map([[1, FROM_START]]),
  lanesLeft: new Map(),
}

export const started: StartedDelivery = { ...aStartedDelivery, event: someEvent({}) }

/** A dispatcher without a database, of one handler unless others are named. Its poll never comes. */
export function dispatcherOf(
  claim: DispatcherOptions['claim'],
  run: HandlerDefinition['run'],
  definition: Partial<HandlerDefinition> = {},
  {
    ids = [1],
    isLaneDue = (_: Settlement): boolean => false,
    committed = (): Promise<void> => Promise.resolve(),
  } = {},
) {
  const whole = defineHandler({ on: '*', ...definition, run })
  const { options } = readHandlerOptions(whole)
  const handlers = ids.map(
    (id) => ({ id, name: `h${id}`, definition: whole, options }) as RegisteredHandler,
  )
  const settlements: Settlement[] = []
  const dispatcher = createDispatcher({
    handlers,
    claim,
    settle: async (settlement) => {
      settlements.push(settlement)
      await committed()
      return {
        held: true,
        spared: false,
        circuit: null,
        isLaneDue: isLaneDue(settlement),
        started: null,
      }
    },
    leases: { keep: () => undefined, forget: () => undefined, close: () => undefined },
    pollMs: 60_000,
    drainMs: 1_000,
    attemptDeps: {
      effects: {
        begin: async () => ({ kind: 'begun', inDoubt: false }),
        end: async () => undefined,
      },
      cancelScheduled: async () => 0,
      destinations: {
        destination: (name) => {
          throw new Error(`expected no call, got one of ${name}`)
        },
      },
      rateLimitGate: createRateLimitGate(),
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
