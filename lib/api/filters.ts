import { z } from 'zod'
import {
  ACTION_STATES,
  ATTEMPT_OUTCOMES,
  DELIVERY_STATES,
  HEAD_STATES,
  LANE_STATUSES,
  MESSAGE_STATUSES,
} from '../states.ts'

import { anyText, flag, id, subjectId, text, time } from './fields.ts'

/** What everything that hangs on messages can be chosen by. */
export const recordFields = {
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
}

export const eventFields = {
  ...recordFields,
  entityType: text().optional(),
  repeat: flag.optional().describe('it was recorded before'),
  otherContent: flag.optional().describe('its id was known with other content'),
  noHandler: flag.optional().describe('no handler takes it'),
}

export const deliveryFields = {
  ...recordFields,
  state: z.enum(DELIVERY_STATES).optional(),
  open: flag.optional().describe('it holds its place in its lane'),
  late: flag.optional().describe('published before one that was recorded in its lane'),
  rerun: flag.optional().describe('a further run of one that was done'),
  latest: flag.optional().describe('the last run of its event and handler'),
  edited: flag.optional(),
  attempted: flag.optional().describe('it has run at least once'),
  reason: text().optional().describe('code of why it failed, was skipped or cancelled'),
  // An error may be without a word.
  cause: anyText(2_100)
    .optional()
    .describe('error of its last attempt, each number in it as #: as /parked tells it'),
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
  leased: flag.optional().describe('served by an instance now'),
  waiting: z.coerce
    .number<string | number>()
    .int()
    .min(0)
    .max(1_000_000_000)
    .optional()
    .describe('at least this many open deliveries'),
  company: text().optional(),
  reason: text().optional().describe('code of why the head failed'),
  oldest: time.optional().describe('the head was received before'),
}

export const subjectFields = { company: text().optional(), kind: text().optional() }

export const actionFields = {
  from: time.optional(),
  to: time.optional(),
  kind: text().optional(),
  state: z.enum(ACTION_STATES).optional(),
  client: text().optional().describe('client id of the operator'),
  messageId: id.optional().describe('the action changed a delivery of this message'),
  subject: subjectId
    .optional()
    .describe('the action revealed values of this subject, or a recorded search found it'),
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

/** Never in an address: it is logged on the way. */
export const person = z
  .strictObject({
    key: text(1_000).describe('such as a userId'),
    kind: text().optional().describe('such as userId'),
    company: text().optional(),
  })
  .optional()

/** A mask can be guessed away by searching: this needs Reveal. */
export const searchText = text(200).optional().describe('part of a key or parameter; needs Reveal')
