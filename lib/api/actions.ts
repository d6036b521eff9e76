import { z } from 'zod'
import { ACTION_OUTCOMES, ACTION_STATES } from '../states.ts'

import { list, named } from './named.ts'
import { actor, content, subject } from './records.ts'

const optionalText = z.string().nullable()

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
    state: z.enum(ACTION_STATES),
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
export const touch = named(
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

export const edit = named(
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
