import { readSetting } from '../config/process-environment.ts'
import { readBinding, readSecret } from '../config/secrets.ts'
import { ReceiverError } from '../errors.ts'
import type { DomainEvent } from '../events/event.ts'
import { toHandlerEvent } from '../events/handler-event.ts'
import { names, takesType } from '../events/select-events.ts'
import type { RegisteredHandler } from '../handlers/discover-handlers.ts'
import { type FieldRuleOptions, type FieldRules, fieldRules } from '../masking/field-rules.ts'
import { maskFor, noMask } from '../masking/mask-text.ts'
import { withSecrets } from '../masking/secret-values.ts'
import type { Tracing } from '../observability/tracing/tracing.ts'
import type { DestinationSource } from '../outbound/destinations/destination.ts'
import { createSuccessFactors } from '../outbound/successfactors/create-successfactors.ts'
import type { RateLimitGate } from '../outbound/successfactors/rate-limit-gate.ts'
import type { Settlement } from '../store/deliver/settlement.ts'
import type { EffectMemory } from '../store/effects/memory.ts'
import type { StartedDelivery } from '../store/record/started-delivery.ts'
import { pathWordsOf } from './api-path-words.ts'
import { createAttemptCalls } from './attempt-calls.ts'
import type { AttemptEnd } from './attempt-end.ts'
import { maskedText } from './attempt-log.ts'
import { createReportedLog, type Development } from './attempt-report.ts'
import { nextState } from './next-state.ts'
import { noticeHandler } from './notice-handler.ts'
import { createOnce, memoryOf } from './once.ts'
import { abortError, runHandler } from './run-handler.ts'
import { selectAgain } from './select-again.ts'
import { errorOf } from './stored-error.ts'

/** A delivery whose process died this many times in a row fails. */
const MAX_ABANDONED = 3
/** No time limit while a debugger may pause the process (ms): the longest timer is 24.8 days. */
const NO_LIMIT_MS = 2_000_000_000

/** The dependencies of an attempt. */
export interface AttemptDeps {
  readonly effects: EffectMemory
  /** null = the lease has ended */
  readonly cancelScheduled: (delivery: StartedDelivery, note: string) => Promise<number | null>
  readonly destinations: DestinationSource
  readonly rateLimitGate: RateLimitGate
  readonly tracing: Tracing
  /** personal fields in addition to the usual ones */
  readonly fields: FieldRuleOptions
  /** default: none */
  readonly development?: Development | null
  /** monotonic milliseconds */
  readonly now: () => number
  /** 0 to 1 */
  readonly random: () => number
}

/** Runs one started delivery and returns its settlement. */
export function runAttempt(
  handler: RegisteredHandler,
  delivery: StartedDelivery,
  abort: AbortController,
  deps: AttemptDeps,
): Promise<Omit<Settlement, 'startNext'>> {
  const traced = { ...delivery, handler: handler.name, type: delivery.event?.type ?? null }
  return deps.tracing.attempt(traced, () => attempt(handler, delivery, abort, deps))
}

async function attempt(
  handler: RegisteredHandler,
  delivery: StartedDelivery,
  abort: AbortController,
  deps: AttemptDeps,
): Promise<Omit<Settlement, 'startNext'>> {
  const { event, selectionFailure } = delivery
  const { development = null } = deps
  const rules = handlerRules(handler, deps.fields)
  // Entries contain ids and field names: their words would hide parts of every error.
  const isMasked = event !== null && handler.options.internal !== true
  const mask = withSecrets(isMasked ? maskFor(formsOf(event, delivery.original), rules) : noMask)
  const { log, lines, reported, reportMask } = createReportedLog(mask, deps.now, development)
  const { correlationId } = delivery
  const idempotencyKey = idempotencyKeyOf(delivery)
  const outbound = createAttemptCalls(deps.destinations, {
    ...{ correlationId, idempotencyKey, signal: abort.signal, log, mask, rules },
    pathWords: pathWordsOf(handler.definition.run),
    now: deps.now,
    ...(development?.isDebugging && { timeoutMs: NO_LIMIT_MS }),
  })
  const own = handlerOfRun(handler, delivery, development)
  const seen = event && toHandlerEvent(event, delivery, names(handler.definition.on, event.type))
  const selected = seen && selectAgain(handler, seen, delivery)
  let end: AttemptEnd
  if (delivery.isKeyAway === true) end = { kind: 'key-store-away', selectionFailure }
  else if (event === null || seen === null) end = { kind: 'unreadable' }
  else if (delivery.abandoned >= MAX_ABANDONED) end = { kind: 'given-up' }
  else if (selected !== null) end = selected
  else if (delivery.isNotice !== true && !takesType(handler.definition.on, event.type)) {
    end = { kind: 'type-no-longer-taken', error: typeNoLongerTaken(event.type) }
  } else if (delivery.hasReturned === true) {
    end = { kind: 'person-returned', error: personReturned() }
  } else {
    end = await runHandler(
      own,
      seen,
      {
        log,
        once: createOnce(memoryOf(deps.effects, delivery), abort.signal),
        cancelScheduled: (reason) =>
          cancelScheduled(deps, delivery, maskedText(String(reason), mask.text)),
        idempotencyKey,
        attempt: delivery.attempt,
        isReplay: delivery.run > 0,
        late: delivery.late,
        fence: delivery.lease,
        destination: outbound.destination,
        successfactors: (options) =>
          createSuccessFactors(
            { source: outbound, rateLimitGate: deps.rateLimitGate, signal: abort.signal },
            options,
          ),
        setting: readSetting,
        secret: readSecret,
        binding: readBinding,
        correlationId,
      },
      abort,
    )
  }
  if (end.kind === 'not-taken') log.info('not run: the handler’s "on" does not take this event')
  const decision = nextState(end, delivery.countedAttempts, rulesFor(own, delivery), deps.random())
  development?.report({
    handler: handler.name,
    attempt: delivery.attempt,
    outcome: decision.outcome,
    next: decision.next,
    error: errorOf(end, reportMask.text),
    log: reported,
  })
  return {
    delivery,
    ...decision,
    error: errorOf(end, mask.text),
    log: lines,
    calls: outbound.calls(),
  }
}

function handlerOfRun(
  handler: RegisteredHandler,
  { isNotice }: StartedDelivery,
  development: Development | null,
): RegisteredHandler {
  const own = isNotice === true ? noticeHandler(handler) : handler
  return development?.isDebugging === true ? withoutLimit(own) : own
}

async function cancelScheduled(
  deps: AttemptDeps,
  delivery: StartedDelivery,
  reason: string,
): Promise<number> {
  const cancelled = await deps.cancelScheduled(delivery, reason)
  if (cancelled === null) throw abortError('lease-lost')
  return cancelled
}

function withoutLimit(handler: RegisteredHandler): RegisteredHandler {
  return { ...handler, options: { ...handler.options, timeoutMs: NO_LIMIT_MS } }
}

/** Masks both forms of an edited event: the handler may quote values of either. */
function formsOf(event: DomainEvent, original: DomainEvent | null | undefined) {
  return original === undefined ? [event] : [original, event]
}

/** Combines the masking rules of the installation and the handler. */
function handlerRules({ options }: RegisteredHandler, fields: FieldRuleOptions): FieldRules {
  if (options.masks.length === 0) return fieldRules(fields)
  return fieldRules({ ...fields, masked: [...(fields.masked ?? []), ...options.masks] })
}

/** A failed re-run never parks the lane. */
function rulesFor({ options }: RegisteredHandler, { run }: StartedDelivery) {
  return run === 0 ? options : { ...options, onFailure: 'skip' as const }
}

/** Stable over the attempts of a delivery. A re-run and an edited event get their own keys. */
function idempotencyKeyOf({ messageId, ordinal, handlerId, run, edit }: StartedDelivery): string {
  const parts: (string | number)[] = [messageId, ordinal, handlerId]
  if (run > 0) parts.push(`r${run}`)
  if (edit > 0) parts.push(`e${edit}`)
  return parts.join(':')
}

/** Running the handler would break the types that the compiler has checked. */
function typeNoLongerTaken(type: string | null): ReceiverError {
  return new ReceiverError(
    'type_no_longer_taken',
    `expected a handler whose "on" takes ${type ?? 'events without a type'}, as it did when the event was recorded: deploy one and replay, or skip the delivery`,
  )
}

/** Erasing the person at the target would erase the new data as well. */
function personReturned(): ReceiverError {
  return new ReceiverError(
    'person_returned',
    'expected a forgotten person who has not come back, this one was hired again: erase the old data at the target by hand, then skip the delivery',
  )
}
