import { z } from 'zod'
import { DELIVERY_STATES, MESSAGE_STATUSES } from '../states.ts'

import { list, named } from './named.ts'

const optionalText = z.string().nullable()

/** Marks an object with empty values, because the key that opens them was destroyed. */
export const forgotten = z.literal(true).optional()

const callerId = { issuer: z.string(), clientId: z.string(), tenant: z.string() }

export const caller = named(
  'Caller',
  z.object({ ...callerId, name: optionalText.describe('name in CALLERS') }),
)

export const actor = named('Actor', z.object({ ...callerId, person: optionalText }))

export const subject = named(
  'Subject',
  z.object({
    id: z.string(),
    company: optionalText,
    kind: z.string(),
    key: z.string(),
    forgotten: forgotten.describe('its key was destroyed, and `key` is empty'),
    blocked: z
      .literal(true)
      .optional()
      .describe('its data is blocked: without Forget it looks forgotten'),
  }),
)

export const messageWarning = named(
  'MessageWarning',
  z.object({
    code: z.enum(['characters_replaced', 'query_parameter_unknown']),
    parameter: z.string().optional(),
    known: z.string().optional().describe('the known parameter with a similar name'),
  }),
)

export const message = z.object({
  id: z.string(),
  receivedAt: z.date(),
  status: z
    .enum(MESSAGE_STATUSES)
    .describe('the first that applies; NO_HANDLER = no handler takes one of its events'),
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
  discarded: optionalText.describe('reason code of a discarded event that is no duplicate'),
  errorCode: optionalText.describe('decoding error code'),
  warnings: list(messageWarning).describe('warnings about an accepted message'),
  bodyBytes: z.int(),
})

export const listedMessage = named(
  'Message',
  z.object({
    ...message.shape,
    subjects: list(subject).describe('the first five'),
    subjectCount: z.int(),
    effectiveOn: optionalText.describe('the earliest effective date of its events'),
    handlers: list(z.object({ handler: z.string(), state: z.enum(DELIVERY_STATES) })).describe(
      'for each handler, the worst state of its latest runs',
    ),
    settledAt: z
      .date()
      .nullable()
      .describe(
        'when the last handler finished, without deliveries that actions created later; null = unfinished',
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
    noHandler: z.boolean().describe('no handler takes it; a backfill can deliver it later'),
    discarded: optionalText.describe('reason code of a discarded event that is no duplicate'),
    handedOver: z.boolean().describe('an operator has handed it over later'),
    mayBeRepeat: z
      .boolean()
      .describe('has no id, and equals an earlier event of its lane that is not the latest one'),
    subjectField: optionalText.describe('the field that contains the subject'),
  }),
)

export const delivery = named(
  'Delivery',
  z.object({
    forgotten: forgotten.describe('its comment was sealed by a destroyed key'),
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
    holdsPlace: z.boolean(),
    late: z.boolean(),
    attemptsStarted: z.int(),
    countedAttempts: z.int(),
    abandoned: z.int(),
    leaseEnded: z.boolean().describe('running, but its lease has expired: operators can act on it'),
    startAt: z.date().nullable(),
    dueAt: z.date().nullable(),
    settledAt: z.date().nullable(),
    reasonCode: optionalText,
    comment: optionalText.describe('words of an operator or a handler, masked'),
    edit: z.int(),
    latestRun: z.int().describe('highest `run` of the same event and handler'),
  }),
)

const attemptShape = {
  forgotten: forgotten.describe('error, log and calls were sealed by a destroyed key'),
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
  error: z.unknown().describe('masked before it was stored'),
}

export const attempt = named('Attempt', z.object({ ...attemptShape, logLines: z.int() }))
const outboundCall = named(
  'OutboundCall',
  z.object({
    afterMs: z.int().describe('time since the start of the attempt'),
    durationMs: z.int().nullable().describe('null = no answer until the attempt ended'),
    destination: z.string(),
    method: z.string(),
    path: z.string().describe('masked; query with parameter names only'),
    status: z.int().nullable().describe('null = no answer'),
    error: optionalText.describe('error code'),
    sent: optionalText.describe("body, masked and cut; only with record: 'bodies'"),
    received: optionalText.describe("body, masked and cut; only with record: 'bodies'"),
  }),
)
export const attemptDetail = named(
  'AttemptDetail',
  z.object({
    ...attemptShape,
    log: z.unknown().describe('log lines of the handler, masked before they were stored'),
    calls: list(outboundCall).describe('calls of destinations in their order, at most 50'),
  }),
)

const namedValues = list(z.object({ name: z.string(), value: z.string() }))
const sentDate = z.object({ sent: z.string(), iso: optionalText }).nullable()

/** The content of an event. Without Reveal, ‹names› replace its values. */
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
