import { z } from 'zod'
import {
  DELIVERY_STATES,
  HANDLER_STATES,
  HEAD_STATES,
  LANE_STATUSES,
  SUBJECT_STATES,
} from '../states.ts'
import { edit, touch } from './actions.ts'
import { text } from './fields.ts'
import { list, named } from './named.ts'
import {
  actor,
  attemptDetail,
  content,
  delivery,
  event,
  forgotten,
  message,
  messageWarning,
  subject,
} from './records.ts'

const optionalText = z.string().nullable()

const laneHead = z.object({
  messageId: z.string(),
  ordinal: z.int(),
  run: z.int(),
  receivedAt: z.string().nullable(),
  type: optionalText,
  state: z.enum(DELIVERY_STATES),
  edit: z.int(),
  attemptsStarted: z.int(),
  countedAttempts: z.int(),
  startAt: optionalText,
  dueAt: optionalText,
  reasonCode: optionalText,
  comment: optionalText,
  error: z.object({ name: optionalText, message: optionalText }).nullable(),
})

export const lane = named(
  'Lane',
  z.object({
    handler: z.string(),
    subject: subject.nullable(),
    status: z.enum(LANE_STATUSES),
    headState: z.enum(HEAD_STATES).nullable(),
    waiting: z.int(),
    waitingBehind: z.int(),
    leased: z.boolean(),
    leasedBy: optionalText,
    lease: z.string(),
    dueAt: z.date().nullable(),
    head: laneHead.nullable().describe('first delivery of the lane'),
  }),
)

/** In a body, because users type anything into a search field. */
export const idSearch = named('IdSearch', z.strictObject({ beginning: text(200).min(4) }))

export const idHits = named(
  'IdHits',
  z.object({
    items: list(
      z.object({
        id: z.string().describe('of the message'),
        field: z.enum(['id', 'externalEventId', 'correlationId']),
        value: z.string(),
        receivedAt: z.date(),
        type: optionalText,
      }),
    ),
  }),
)

export const subjectEntry = named(
  'SubjectEntry',
  z.object({
    ...subject.shape,
    firstSeenAt: z.date(),
    forgottenAt: z.date().nullable().describe('null = not forgotten'),
    blockedAt: z.date().nullable().describe('null = not blocked; only Forget shows blocked data'),
    legalHold: optionalText.describe('why it must not be forgotten; null = no hold'),
    forgetAction: optionalText.describe('the action that forgets it; null = none was requested'),
    state: z
      .enum(SUBJECT_STATES)
      .describe('the worst of its lanes; scheduled = only start dates; idle = nothing waits'),
    hasFailed: z
      .boolean()
      .describe('a lane is parked, or a delivery of its latest 20 events has failed'),
    lastEvent: z
      .object({ messageId: z.string(), at: z.date().describe('receipt'), type: optionalText })
      .nullable(),
  }),
)
export const subjectDetail = named(
  'SubjectDetail',
  z.object({ ...subjectEntry.shape, lanes: list(lane) }),
)

export const handler = named(
  'Handler',
  z.object({
    name: z.string(),
    formerNames: list(z.string()),
    state: z.enum(HANDLER_STATES),
    held: z.boolean().describe('put on hold by an operator, also if it is retired'),
    hold: z
      .object({
        actionId: z.string(),
        since: z.string(),
        by: actor,
        all: z.boolean().describe('held with all others; *Resume all* ends it'),
      })
      .nullable()
      .describe(
        'the operator who holds it; the action has the reason; null = nobody, or held by a statement in the database',
      ),
    registeredAt: z.date(),
    lastSeenAt: z.date(),
    retiredAt: z.date().nullable(),
    circuit: z.object({ openedAt: optionalText, probeAt: optionalText, faultySubjects: z.int() }),
    definition: z.unknown(),
    instances: z.int(),
    parkedLanes: z.int().describe('each of one person or record'),
    parkedPeople: z.int(),
    retryingLanes: z.int(),
    waitingBehindParked: z.int().describe('deliveries behind the heads of parked lanes'),
    waiting: z
      .int()
      .describe(
        'deliveries in lanes that are not parked, without scheduled ones; also while the handler is on hold',
      ),
    scheduled: z.int().describe('deliveries that wait for their start date'),
    overdueSeconds: z.number().describe('waiting time of the lane that is overdue longest'),
    atLeast: z.boolean().describe('true = each number covers 10,000 lanes only'),
  }),
)

const contentTooLarge = z
  .boolean()
  .describe('the content has more than 1,000,000 characters: read the body instead')

const history = {
  attempts: list(attemptDetail),
  edits: list(edit),
  actions: list(touch),
  cut: z
    .boolean()
    .describe(
      'true = the lists are incomplete: they have the latest attempts and edited forms, and the newest actions',
    ),
}

const places = z.object({
  events: z.string().optional(),
  type: z.string().optional(),
  id: z.string().optional(),
  subject: z.string().optional(),
})

const subjectValue = optionalText.describe('value of subjectField, masked without reveal')

/** An operator's repair, and facts of the original body (`form=original`). */
const repair = named(
  'RepairDone',
  z.object({
    actionId: z.string(),
    requestedAt: z.date().nullable(),
    by: actor.nullable(),
    comment: optionalText,
    bodyChanged: z.boolean(),
    errorCode: optionalText.describe('error code of the original'),
    contentType: optionalText.describe('content type of the original, as all further fields'),
    contentEncoding: optionalText,
    typeHint: optionalText,
    places,
    bodyBytes: z.int(),
  }),
)

/** The preview of a repair. */
export const repairPreview = named(
  'RepairPreview',
  z.object({
    revealed: z.boolean(),
    decodeError: z
      .object({ code: z.string(), message: z.string() })
      .nullable()
      .describe('decoding error; null = the form is readable'),
    format: optionalText,
    contract: optionalText,
    type: optionalText,
    warnings: list(messageWarning),
    eventCount: z.int(),
    events: list(
      z.object({
        ordinal: z.int(),
        subjectKind: z.string().describe('event = no field identifies a record or a person'),
        subjectField: optionalText.describe('the field that chooses the lane'),
        subjectValue,
        content: content.nullable().describe('null = too large'),
        contentTooLarge,
      }),
    ).describe('the first 50'),
  }),
)

export const messageDetail = named(
  'MessageDetail',
  z.object({
    ...message.shape,
    revealed: z.boolean(),
    contentEncoding: optionalText.describe('encoding of a body whose decompression failed'),
    typeHint: optionalText.describe('event type from the address, CALLERS or a repair'),
    places: places.describe('places of events, type, id and subject, as the caller named them'),
    repair: repair.nullable().describe('null = the message was not repaired'),
    events: list(
      z.object({
        ...event.shape,
        subjectValue,
        content: content
          .nullable()
          .describe('null = the body is unreadable, or the content is too large'),
        contentTooLarge,
      }),
    ),
    bodyForgotten: forgotten.describe('a key of the body was destroyed: /body answers 410'),
    next: optionalText.describe('cursor of the next page of events; null = last page'),
    deliveries: list(delivery),
    ...history,
  }),
)

export const deliveryDetail = named(
  'DeliveryDetail',
  z.object({
    ...delivery.shape,
    revealed: z.boolean(),
    content: content.nullable().describe('the current form; null = it is unreadable or too large'),
    contentTooLarge,
    ...history,
  }),
)
