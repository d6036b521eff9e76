import { runAttempt } from '../../../lib/dispatch/run-attempt.ts'
import { subjectOf } from '../../../lib/events/subject.ts'
import { defineHandler } from '../../../lib/handlers/define-handler.ts'
import type { RegisteredHandler } from '../../../lib/handlers/discover-handlers.ts'
import { readHandlerOptions } from '../../../lib/handlers/handler-options.ts'
import { fieldRules } from '../../../lib/masking/field-rules.ts'
import { redactEvent } from '../../../lib/masking/redact-event.ts'
import { redactRecords } from '../../../lib/masking/redact-records.ts'
import { noTracing } from '../../../lib/observability/tracing/tracing.ts'
import {
  answerOf,
  type DestinationSource,
  destinationOf,
} from '../../../lib/outbound/destinations/destination.ts'
import { createRateLimitGate } from '../../../lib/outbound/successfactors/rate-limit-gate.ts'
import { aStartedDelivery } from '../../../test/support/a-started-delivery.ts'
import { findPlanted, pileOf, stringsIn } from './find-planted.ts'
import { domainEventOf, type PlantedEvent } from './planted-event.ts'
import { speakingHandler } from './speaking-handler.ts'

/** It answers with the request's body. */
const destinations: DestinationSource = {
  destination: (name) =>
    destinationOf(name, async (_method, _path, { body } = {}) => {
      const text = body === undefined ? '' : JSON.stringify(body)
      return answerOf(200, new Headers(), Buffer.from(text))
    }),
}
const tools = {
  effects: {
    begin: async () => ({ kind: 'begun', inDoubt: false }) as const,
    end: async () => undefined,
  },
  cancelScheduled: async () => 0,
  destinations,
  rateLimitGate: createRateLimitGate(),
  tracing: noTracing,
  fields: {},
  now: () => 0,
  random: () => 0,
}
const rules = fieldRules()

let current: PlantedEvent | undefined
const definition = defineHandler(speakingHandler(() => current))
const { options } = readHandlerOptions(definition)
const handler = { id: 1, name: 'speaks', definition, options } as RegisteredHandler

/** Runs one attempt in this process and looks at everything that it would store. @throws BrokenPromise */
export async function checkAttempt(
  planted: PlantedEvent,
): Promise<'rejected' | 'retry' | 'completed'> {
  const event = domainEventOf(planted)
  current = planted
  const { outcome, error, log, calls } = await runAttempt(
    handler,
    { ...aStartedDelivery, event },
    new AbortController(),
    tools,
  )
  const find = (value: unknown, where: string) =>
    findPlanted(planted, pileOf(stringsIn(value)), where)
  find(error, 'the error')
  find(log, 'the log')
  find(calls, 'the calls')
  const subject = subjectOf(event)
  const shown = JSON.stringify({ subject, event: redactEvent(event, rules) }, redactRecords(rules))
  find(JSON.parse(shown), 'the event')
  return outcome as 'rejected' | 'retry' | 'completed'
}
