import { z } from 'zod'
import { DELIVERY_STATES, MESSAGE_STATUSES } from '../states.ts'

import { list, named } from './named.ts'

const optionalText = z.string().nullable()

const callerId = { issuer: z.string(), clientId: z.string(), tenant: z.string() }

export const caller = named(
  'Caller',
  z.object({ ...callerId, name: optionalText.describe('what CALLERS calls it') }),
)

export const actor = named('Actor', z.object({ ...callerId, person: optionalText }))

export const subject = named(
  'Subject',
  z.object({ id: z.string(), company: optionalText, kind: z.string(), key: z.string() }),
)

export const messageWarning = named(
  'MessageWarning',
  z.object({
    code: z.enum(['characters_replaced', 'query_parameter_unknown']),
    parameter: z.string().optional(),
    known: z.string().optional().describe('the parameter that was probably meant'),
  }),
)

export const message = z.object({
  id: z.string(),
  receivedAt: z.date(),
  status: z
    .enum(MESSAGE_STATUSES)
    .describe('the first that applies; NO_HANDLER: an event that no handler takes'),
  eventCount: z.int(),
  eventsWithoutHandler: z.int().describe('events that no handler takes'),
  company: optionalText,
  caller,
  correlationId: z.string(),
  contentType: optionalText,
  format: optionalText,
  contract: optionalText,
  type: optionalText,
  externalEventId: optionalText,
  duplicateOf: optionalText,
  discarded: optionalText.describe('code of why it was handed to nobody, though it is no repeat'),
  problem: optionalText.describe('code of why it could not be decoded'),
  warnings: list(messageWarning).describe('what was unusual about a message that was accepted'),
  bodyBytes: z.int(),
})

export const listedMessage = named(
  'Message',
  z.object({
    ...message.shape,
    subjects: list(subject).describe('the first five'),
    subjectCount: z.int(),
    effectiveOn: optionalText.describe('the earliest day on which something of it takes effect'),
    handlers: list(z.object({ handler: z.string(), state: z.enum(DELIVERY_STATES) })).describe(
      'the worst state of the latest runs, a handler each',
    ),
    settledAt: z
      .date()
      .nullable()
      .describe(
        'when the last handler was done, without what a backfill or another action made later; null: one is not',
      ),
  }),
)

export const event = named(
  'Event',
  z.object({
    messageId: z.string(),
    ordinal: z.int(),
    receivedAt: z.date(),
    company: optionalText,
    eventId: optionalText,
    type: optionalText,
    entityType: optionalText,
    publishedAt: z.date().nullable(),
    position: z.string(),
    subject: subject.nullable(),
    duplicateOf: z.object({ messageId: z.string(), ordinal: z.int() }).nullable(),
    otherContent: z.boolean(),
    noHandler: z.boolean().describe('no handler takes it; a backfill can hand it over later'),
    discarded: optionalText.describe('code of why it was handed to nobody, though it is no repeat'),
    handedOver: z.boolean().describe('an operator has handed it over all the same'),
    mayBeRepeat: z
      .boolean()
      .describe('without an id, it equals an earlier event of its lane, but not the latest one'),
    subjectField: optionalText.describe('the field that the subject was read from'),
  }),
)

export const delivery = named(
  'Delivery',
  z.object({
    messageId: z.string(),
    ordinal: z.int(),
    handler: z.string(),
    run: z.int(),
    receivedAt: z.date(),
    company: optionalText,
    type: optionalText,
    entityType: optionalText,
    eventId: optionalText,
    subject: subject.nullable(),
    position: z.string(),
    state: z.enum(DELIVERY_STATES),
    open: z.boolean(),
    late: z.boolean(),
    attempts: z.int(),
    tries: z.int(),
    abandoned: z.int(),
    leaseEnded: z
      .boolean()
      .describe('it is running, but its instance has lost the lease: it can be acted on'),
    startAt: z.date().nullable(),
    dueAt: z.date().nullable(),
    settledAt: z.date().nullable(),
    reason: optionalText,
    note: optionalText,
    edit: z.int(),
  }),
)

const attemptShape = {
  messageId: z.string(),
  ordinal: z.int(),
  handler: z.string(),
  run: z.int(),
  number: z.int(),
  lease: z.string(),
  instanceId: z.string(),
  startedAt: z.date(),
  endedAt: z.date().nullable(),
  outcome: optionalText,
  error: z.unknown().describe('masked when it was stored'),
}

export const attempt = named('Attempt', z.object({ ...attemptShape, logLines: z.int() }))
const outboundCall = named(
  'OutboundCall',
  z.object({
    afterMs: z.int().describe('since the attempt started'),
    durationMs: z.int().nullable().describe('null = not answered when the attempt ended'),
    destination: z.string(),
    method: z.string(),
    path: z.string().describe('masked; of the query the names alone'),
    status: z.int().nullable().describe('null = no answer came'),
    error: optionalText.describe('code of what went wrong'),
    sent: optionalText.describe("body, masked and cut; only with record: 'bodies'"),
    received: optionalText.describe("body, masked and cut; only with record: 'bodies'"),
  }),
)
export const attemptDetail = named(
  'AttemptDetail',
  z.object({
    ...attemptShape,
    log: z.unknown().describe('lines of the handler, masked when they were stored'),
    calls: list(outboundCall).describe('of destinations, in their order; at most 50'),
  }),
)

const namedValues = list(z.object({ name: z.string(), value: z.string() }))
const sentDate = z.object({ sent: z.string(), iso: optionalText }).nullable()

/** What an event says; without Reveal its values are ‹names›. */
export const content = named(
  'EventContent',
  z.object({
    eventId: optionalText,
    type: optionalText,
    entityType: optionalText,
    effective: optionalText,
    effectiveStartDate: sentDate,
    publishedAt: sentDate,
    publishedBy: optionalText,
    repost: optionalText,
    keys: namedValues,
    params: namedValues,
    payload: optionalText,
    more: namedValues,
  }),
)
