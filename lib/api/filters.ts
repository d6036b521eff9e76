import { z } from 'zod'
import {
  ACTION_STATES,
  ATTEMPT_OUTCOMES,
  DELIVERY_STATES,
  HEAD_STATES,
  LANE_STATUSES,
  MESSAGE_SORTS,
  MESSAGE_STATUSES,
} from '../states.ts'

import { anyText, day, flag, id, subjectId, text, time } from './fields.ts'

/** Filters of all lists that belong to messages. */
const recordFields = {
  from: time.optional().describe('received at or after'),
  to: time.optional().describe('received before'),
  messageId: id.optional(),
  handler: text().optional(),
  type: text().optional().describe('event type'),
  company: text().optional(),
  client: text().optional().describe('client id of the caller'),
  externalEventId: text().optional(),
  eventId: text().optional(),
  correlationId: text().optional(),
  subject: subjectId.optional().describe('id of a subject: see /subjects/search'),
}

export const messageFields = {
  ...recordFields,
  status: z.enum(MESSAGE_STATUSES).optional(),
  effectiveFrom: day.optional().describe('has an event that takes effect on or after this day'),
  effectiveTo: day.optional().describe('has an event that takes effect on or before this day'),
  noHandler: flag.optional().describe('has an event that no handler takes'),
}

/** Order of the list of messages. */
export const messageOrder = {
  sort: z
    .enum(MESSAGE_SORTS)
    .optional()
    .describe('effective = by the earliest effective date; leaves out messages without one'),
  order: z.enum(['asc', 'desc']).optional().describe('default: desc'),
}

export const eventFields = {
  ...recordFields,
  entityType: text().optional(),
  repeat: flag.optional().describe('a duplicate of a recorded event'),
  otherContent: flag.optional().describe('its id is known with other content'),
  noHandler: flag.optional().describe('no handler takes it'),
}

export const deliveryFields = {
  ...recordFields,
  state: z.enum(DELIVERY_STATES).optional(),
  holdsPlace: flag.optional().describe('holds its place in its lane'),
  late: flag.optional().describe('published before an event that its lane had already recorded'),
  rerun: flag.optional().describe('a re-run of a finished delivery'),
  latest: flag.optional().describe('the last run of its event and handler'),
  edited: flag.optional(),
  attempted: flag.optional().describe('has run at least once'),
  reasonCode: text().optional().describe('reason code of a failed, skipped or cancelled delivery'),
  // An error's text may be empty.
  cause: anyText(2_100)
    .optional()
    .describe('error of its last attempt with # for each number, as in /parked'),
}

export const attemptFields = {
  ...recordFields,
  outcome: z.enum(ATTEMPT_OUTCOMES).optional(),
  running: flag.optional(),
  instanceId: id.optional(),
}

export const laneFields = {
  handler: text().optional(),
  subject: subjectId.optional(),
  status: z.enum(LANE_STATUSES).optional(),
  headState: z.enum(HEAD_STATES).optional(),
  leased: flag.optional().describe('leased by an instance now'),
  waiting: z.coerce
    .number<string | number>()
    .int()
    .min(0)
    .max(1_000_000_000)
    .optional()
    .describe('at least this many waiting deliveries'),
  company: text().optional(),
  reasonCode: text().optional().describe('reason code of the failed head'),
  oldest: time.optional().describe('the head was received before'),
}

export const subjectFields = { company: text().optional(), kind: text().optional() }

export const actionFields = {
  from: time.optional(),
  to: time.optional(),
  kind: text().optional(),
  state: z.enum(ACTION_STATES).optional(),
  client: text().optional().describe('client id of the operator'),
  author: id.optional().describe('id of the operator: see /actions/authors'),
  messageId: id.optional().describe('the action changed a delivery of this message'),
  subject: subjectId
    .optional()
    .describe(
      'the action is about this subject, revealed values of it or changed a delivery of it, or a recorded search found it',
    ),
}

export const refusalFields = {
  from: time.optional().describe('refused at or after'),
  to: time.optional().describe('refused before'),
  status: z.coerce.number<string | number>().int().min(400).max(599).optional(),
  code: text().optional().describe('code of the reason'),
  client: text().optional().describe('client id of an authenticated caller'),
  issuer: text().optional().describe('issuer of an authenticated caller'),
  company: text().optional(),
  correlationId: text().optional(),
  calls: z
    .enum(['ingest', 'other'])
    .optional()
    .describe('calls to the ingest paths, or all others; default: both'),
}

/** Never in an address, because proxies log addresses. */
export const person = z
  .strictObject({
    key: text(1_000).describe('such as a userId'),
    kind: text().optional().describe('such as userId'),
    company: text().optional(),
  })
  .optional()

/** A search can guess masked values, so it needs Reveal. */
export const searchText = text(200)
  .optional()
  .describe('whole words of keys and parameters; needs Reveal')
