import { noticeHandler } from '../dispatch/notice-handler.ts'
import {
  type ForgottenSubject,
  type HandlerDefinition,
  isDefinedHandler,
} from '../handlers/define-handler.ts'
import type { RegisteredHandler } from '../handlers/discover-handlers.ts'
import { readHandlerOptions } from '../handlers/handler-options.ts'
import { startHandlers } from '../handlers/lifecycle.ts'
import { anEvent } from './an-event.ts'
import { createEffects, type EffectOptions, type EffectReport } from './effects.ts'
import {
  type AnswerCall,
  answeringDestinations,
  createOutbound,
  type OutboundCall,
} from './outbound.ts'
import { planFixture } from './plan-fixture.ts'
import type { BodyOptions, Fixture } from './read-fixture.ts'
import {
  type AttemptsOptions,
  type DeliveredAttempt,
  type EndedDelivery,
  runAttempts,
} from './run-attempts.ts'
import { secretsOf } from './run-one-attempt.ts'

export interface DeliverOptions extends BodyOptions, EffectOptions, AttemptsOptions {
  /** the answers of each destination, by name */
  readonly destinations?: Readonly<Record<string, AnswerCall>>
  /** start of the delivery's clock; default: when the event was received */
  readonly now?: Date
}

/** The result of a delivery. */
export interface Delivered extends EndedDelivery {
  /** the last rejection or error, masked as stored; null = completed */
  readonly reason: string | null
  /** the same as thrown, with its stack and not masked; null = completed */
  readonly error: Error | null
  /** pauses after failed attempts (ms) */
  readonly delays: readonly number[]
  readonly effects: readonly EffectReport[]
  /** calls of destinations and of `fetch` */
  readonly outbound: readonly OutboundCall[]
  /** log of all attempts, masked as stored: names replace the values of keys and parameters */
  readonly log: DeliveredAttempt['log']
  /** the key that keeps events in order */
  readonly subject: { readonly kind: string; readonly key: string }
  /** the result of `startAt`; null = at once */
  readonly startAt: Date | null
}

/**
 * Delivers an event to a handler as the service would, without server or database. Calls `start`,
 * runs attempts until the delivery ends, then calls `stop`. Pauses are reported, not waited for.
 * Throws if the service would refuse the handler, or would not give it this event.
 */
export async function deliver(
  definition: HandlerDefinition,
  fixture: Fixture,
  options: DeliverOptions = {},
): Promise<Delivered> {
  const handler = registered(definition, options.timeoutMs)
  const { event, plan } = planFixture(handler, fixture, options)
  const effects = createEffects(options)
  const outbound = createOutbound(options.destinations ?? {})
  const destinations = answeringDestinations(outbound)
  const startsAt = later(options.now ?? event.receivedAt, plan.startAt)
  const ended = await whileStarted(handler, options, () =>
    outbound.watch(() =>
      runAttempts(handler, event, options, effects.memory, destinations, startsAt),
    ),
  )
  return {
    ...ended,
    ...reported(ended),
    effects: effects.list(),
    outbound: outbound.calls,
    subject: plan.subject,
    startAt: plan.startAt,
  }
}

/** The result of `onForgotten`. */
export type DeliveredForgotten = Omit<Delivered, 'startAt' | 'subject'>

/**
 * Tells a handler that a person is forgotten, as the service would: `onForgotten` runs with the handler's
 * retries, without server or database.
 */
export async function deliverForgotten(
  definition: HandlerDefinition,
  subject: ForgottenSubject,
  options: EffectOptions & AttemptsOptions & Pick<DeliverOptions, 'destinations' | 'now'> = {},
): Promise<DeliveredForgotten> {
  const handler = registered(definition, options.timeoutMs)
  if (definition.onForgotten === undefined) throw new Error('expected a handler with onForgotten')
  const event = { ...anEvent(), payload: JSON.stringify(subject) }
  const effects = createEffects(options)
  const outbound = createOutbound(options.destinations ?? {})
  const destinations = answeringDestinations(outbound)
  const ended = await whileStarted(handler, options, () =>
    outbound.watch(() =>
      runAttempts(
        noticeHandler(handler),
        event,
        options,
        effects.memory,
        destinations,
        options.now ?? event.receivedAt,
      ),
    ),
  )
  return { ...ended, ...reported(ended), effects: effects.list(), outbound: outbound.calls }
}

function reported({
  attempts,
}: EndedDelivery): Pick<Delivered, 'reason' | 'error' | 'delays' | 'log'> {
  return {
    reason: attempts.at(-1)?.reason ?? null,
    error: attempts.at(-1)?.error ?? null,
    delays: attempts.flatMap(({ delayMs }) => delayMs ?? []),
    log: attempts.flatMap(({ log }) => log),
  }
}

/** Throws if `start` or `stop` throws or times out. */
async function whileStarted<Result>(
  handler: RegisteredHandler,
  options: DeliverOptions,
  work: () => Promise<Result>,
): Promise<Result> {
  const failures: unknown[] = []
  const lifecycle = await startHandlers([handler], {
    setting: (name, fallback) => options.settings?.[name] ?? fallback,
    ...secretsOf(options),
    onFailure: (_name, error) => failures.push(error),
  })
  const result = await work().finally(lifecycle.stop)
  if (failures.length > 0) throw new Error('the handler did not stop', { cause: failures[0] })
  return result
}

function registered(definition: HandlerDefinition, timeoutMs?: number): RegisteredHandler {
  if (!isDefinedHandler(definition)) {
    throw new Error('expected a handler made by defineHandler')
  }
  const { options, mistakes } = readHandlerOptions(definition)
  if (options === null) throw new Error(`the handler has mistakes: ${mistakes.join('; ')}`)
  const own = { ...options, timeoutMs: timeoutMs ?? options.timeoutMs }
  return { id: 0, name: 'handler', definition, options: own }
}

function later(now: Date, startAt: Date | null): Date {
  return startAt !== null && startAt > now ? startAt : now
}
