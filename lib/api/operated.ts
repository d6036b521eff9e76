import { z } from 'zod'
import { DELIVERY_STATES, HANDLER_STATES, HEAD_STATES, LANE_STATUSES } from '../states.ts'
import { edit, touch } from './actions.ts'
import { list, named } from './named.ts'
import {
  actor,
  attemptDetail,
  content,
  delivery,
  event,
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
  attempts: z.int(),
  tries: z.int(),
  startAt: optionalText,
  dueAt: optionalText,
  reason: optionalText,
  note: optionalText,
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
    head: laneHead.nullable().describe('the delivery whose turn it is'),
  }),
)

export const subjectEntry = named(
  'SubjectEntry',
  z.object({ ...subject.shape, firstSeenAt: z.date() }),
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
    held: z.boolean().describe('by a person, also while no instance has it'),
    registeredAt: z.date(),
    lastSeenAt: z.date(),
    retiredAt: z.date().nullable(),
    circuit: z.object({ openedAt: optionalText, probeAt: optionalText, faults: z.int() }),
    definition: z.unknown(),
    instances: z.int(),
    parkedLanes: z.int().describe('each of one person or one other record'),
    parkedPeople: z.int(),
    retryingLanes: z.int(),
    waitingBehindParked: z.int().describe('deliveries behind the heads of parked lanes'),
    waiting: z
      .int()
      .describe(
        'deliveries in lanes that are not parked, also while it is held; no scheduled ones',
      ),
    scheduled: z.int().describe('deliveries that wait for their start date'),
    overdueSeconds: z.number().describe('how long the lane that is due longest has waited'),
    atLeast: z.boolean().describe('there may be more: it looks at 10,000 lanes for each figure'),
  }),
)

const contentTooLarge = z
  .boolean()
  .describe('the content has more than 1,000,000 characters: the body shows it')

const history = {
  attempts: list(attemptDetail),
  edits: list(edit),
  actions: list(touch),
  cut: z
    .boolean()
    .describe(
      'there are more: of attempts and edited forms the latest are listed, of actions the newest',
    ),
}

const places = z.object({
  events: z.string().optional(),
  type: z.string().optional(),
  id: z.string().optional(),
  subject: z.string().optional(),
})

const subjectValue = optionalText.describe('value of subjectField, masked without reveal')

/** An operator's repair, and the original: its body is read with `form=original`. */
const repair = named(
  'RepairDone',
  z.object({
    actionId: z.string(),
    requestedAt: z.date().nullable(),
    by: actor.nullable(),
    reason: optionalText,
    bodyChanged: z.boolean(),
    problem: optionalText.describe('code of why the original could not be read'),
    contentType: optionalText.describe('of the original, as the rest'),
    contentEncoding: optionalText,
    typeHint: optionalText,
    places,
    bodyBytes: z.int(),
  }),
)

/** What a repair would come to. */
export const repairPreview = named(
  'RepairPreview',
  z.object({
    revealed: z.boolean(),
    problem: z
      .object({ code: z.string(), message: z.string() })
      .nullable()
      .describe('why the form cannot be read; null: it can'),
    format: optionalText,
    contract: optionalText,
    type: optionalText,
    warnings: list(messageWarning),
    eventCount: z.int(),
    events: list(
      z.object({
        ordinal: z.int(),
        subjectKind: z.string().describe('event: no field names a record or a person'),
        subjectField: optionalText.describe('the field that chooses the lane'),
        subjectValue,
        content: content.nullable().describe('null: it is too large'),
        contentTooLarge,
      }),
    ).describe('the first ones, 50 at most'),
  }),
)

export const messageDetail = named(
  'MessageDetail',
  z.object({
    ...message.shape,
    revealed: z.boolean(),
    contentEncoding: optionalText.describe('of a body that could not be unzipped'),
    typeHint: optionalText.describe('event type from the address, CALLERS or a repair'),
    places: places.describe('where events, type, id and subject stand, as the caller named them'),
    repair: repair.nullable().describe('null: the message is as it was sent'),
    events: list(
      z.object({
        ...event.shape,
        subjectValue,
        content: content
          .nullable()
          .describe('null: the body cannot be read any more, or the content is too large'),
        contentTooLarge,
      }),
    ),
    next: optionalText.describe('cursor of the next page of events; null: this is the last one'),
    deliveries: list(delivery),
    ...history,
  }),
)

export const deliveryDetail = named(
  'DeliveryDetail',
  z.object({
    ...delivery.shape,
    revealed: z.boolean(),
    content: content
      .nullable()
      .describe('the form that is in force; null: it cannot be read any more, or is too large'),
    contentTooLarge,
    ...history,
  }),
)

/** What an action for one came to. */
