import { type HandlerEvent, toHandlerEvent } from '../events/handler-event.ts'
import { type PersonFields, personFields } from '../events/person-fields.ts'
import { names } from '../events/select-events.ts'
import { subjectOf } from '../events/subject.ts'
import type { RegisteredHandler } from '../handlers/discover-handlers.ts'
import { planDeliveries } from '../handlers/plan-deliveries.ts'
import type { PlannedDelivery } from '../store/record/recording.ts'
import { type BodyOptions, type Fixture, type FixtureEvent, readFixture } from './read-fixture.ts'

export interface PlannedFixture {
  readonly event: HandlerEvent
  readonly plan: PlannedDelivery
}

/** The one event of a fixture that the handler takes, planned as in the service. */
export function planFixture(
  handler: RegisteredHandler,
  fixture: Fixture,
  options: BodyOptions,
): PlannedFixture {
  const events = readFixture(fixture, options)
  const planned = events.flatMap((given) => planFor(handler, given, personFields(options.persons)))
  const [one, ...more] = planned
  if (one === undefined || more.length > 0) {
    const types = events.map(({ event }) => `'${event.type}'`).join(', ')
    const choose = more.length > 0 ? ': choose one of them with { ordinal }' : ''
    throw new Error(
      `expected one event of a type that the handler takes, it takes ${planned.length}, got ${types || 'none'}${choose}`,
    )
  }
  if (one.plan.failure !== null) {
    throw new Error(`the delivery would park before any run: ${one.plan.failure}`)
  }
  return one
}

function planFor(
  handler: RegisteredHandler,
  { event, receipt }: FixtureEvent,
  persons: PersonFields,
): PlannedFixture[] {
  const subject = subjectOf(event, persons)
  return planDeliveries(event, receipt, subject, [handler]).map((plan) => ({
    event: toHandlerEvent(event, receipt, names(handler.definition.on, event.type)),
    plan,
  }))
}
