import { z } from 'zod'
import { ACTION_OUTCOMES } from '../../../lib/store/queries/action-outcomes.ts'
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
  state: z.string(),
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
    status: z.enum(['open', 'parked']),
    headState: z.enum(['retrying', 'scheduled']).nullable(),
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
    state: z.enum(['running', 'held', 'open', 'retired']),
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

const actionOutcomes = named(
  'ActionOutcomes',
  z.object({
    counted: z.int().describe('deliveries that were counted; deleted ones are not'),
    atLeast: z
      .boolean()
      .describe(
        'there are more: counting ends at 10,000 deliveries, which the actions of a page share',
      ),
    completed: z.int(),
    failed: z.int().describe('they failed after the action, and nobody has acted on them since'),
    replayedLater: z
      .int()
      .describe('they failed after the action, and a later action replayed them'),
    retrying: z.int().describe('they failed, and will be tried again'),
    running: z.int(),
    waiting: z.int().describe('for their turn in the lane'),
    scheduled: z.int().describe('for their date'),
    skipped: z.int(),
    cancelled: z.int(),
  }),
)

export const action = named(
  'Action',
  z.object({
    id: z.string(),
    kind: z.string(),
    filter: z.unknown(),
    detail: z.unknown(),
    subjects: list(z.string()).describe(
      'ids of the subjects whose values it showed, the first five; a forgotten one keeps its id',
    ),
    subjectCount: z.int(),
    reason: optionalText,
    by: actor,
    requestedAt: z.date(),
    state: z.enum(['running', 'stopping', 'finished', 'stopped', 'failed']),
    matched: z
      .int()
      .nullable()
      .describe(
        'counted before it began, as done and refused: messages of backfill, decode, hand-over and repair, else deliveries',
      ),
    done: z.int(),
    refused: z.int(),
    deliveries: z
      .int()
      .nullable()
      .describe('that it made from messages; null: it makes none, or they were not counted'),
    problem: optionalText,
    finishedAt: z.date().nullable(),
    outcomes: actionOutcomes
      .nullable()
      .describe(
        'the state, now, of the deliveries that the action changed or made; null: it has none',
      ),
  }),
)

const touched = {
  messageId: z.string(),
  ordinal: z.int(),
  handler: z.string(),
  run: z.int(),
  result: z.string().describe('done, or the code of why not'),
}
export const actionItem = named(
  'ActionItem',
  z.object({
    ...touched,
    receivedAt: z.date().nullable(),
    type: optionalText,
    subject: subject.nullable(),
    outcome: z
      .enum(ACTION_OUTCOMES)
      .nullable()
      .describe('state of the delivery now; null: the action did nothing, or it is deleted'),
    outcomeRun: z.int().nullable().describe('the run with this outcome: a re-run adds one'),
    reason: optionalText.describe('code of why the delivery failed, was skipped or cancelled'),
    edit: z
      .int()
      .nullable()
      .describe(
        'the edited form that the action made: its fields are below the delivery, at /edits',
      ),
  }),
)
const touch = named(
  'Touch',
  z.object({
    actionId: z.string(),
    kind: z.string(),
    reason: optionalText,
    requestedAt: z.date(),
    by: actor,
    ...touched,
  }),
)

const edit = named(
  'EditedForm',
  z.object({
    ordinal: z.int(),
    handler: z.string(),
    run: z.int(),
    edit: z.int(),
    content,
  }),
)

/** One edit of an operator: its fields. */
export const editChanges = named(
  'EditChanges',
  z.object({
    edit: z.int(),
    revealed: z.boolean(),
    fields: list(
      z.object({
        part: z.enum([
          'type',
          'entityType',
          'effective',
          'effectiveStartDate',
          'payload',
          'keys',
          'params',
          'more',
        ]),
        name: optionalText.describe('of a field in keys, params or more'),
        before: optionalText.describe('null: the field was not there; masked without reveal'),
        after: optionalText.describe('null: the field was removed; masked without reveal'),
      }),
    )
      .nullable()
      .describe('null: the form before cannot be read any more, or the values are too large'),
    tooLarge: z.boolean(),
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
export const done = named('Done', z.object({ actionId: z.string(), result: z.literal('done') }))

/** A dry count, or an action for many that instances work off. */
export const started = named(
  'Started',
  z.object({
    actionId: optionalText.describe('null: nothing was started'),
    matched: z.int(),
    atLeast: z.boolean().describe('there may be more: counting ends at 10,000'),
  }),
)
