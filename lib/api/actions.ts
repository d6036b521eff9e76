import { z } from 'zod'
import { ACTION_OUTCOMES, ACTION_STATES } from '../states.ts'

import { list, named } from './named.ts'
import { actor, content, subject } from './records.ts'

const optionalText = z.string().nullable()

const actionOutcomes = named(
  'ActionOutcomes',
  z.object({
    counted: z.int().describe('counted deliveries, without deleted ones'),
    atLeast: z
      .boolean()
      .describe(
        'true = counting stopped: the actions of a page share a limit of 10,000 deliveries',
      ),
    completed: z.int(),
    failed: z.int().describe('failed after the action, without a later action'),
    replayedLater: z.int().describe('failed after the action, replayed by a later action'),
    retrying: z.int().describe('failed, with a retry to come'),
    running: z.int(),
    waiting: z.int().describe('waiting for their turn in the lane'),
    scheduled: z.int().describe('waiting for their date'),
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
      'ids of the first five subjects that the action is about, whose values it revealed or whose deliveries it changed',
    ),
    subjectCount: z.int().describe('covers the first 200 changed deliveries'),
    handlers: list(z.string()).describe('named by the action, or of its first 200 deliveries'),
    messageId: optionalText.describe('the only message of the action; null = none, or several'),
    comment: optionalText,
    by: actor,
    requestedAt: z.date(),
    state: z.enum(ACTION_STATES),
    matched: z
      .int()
      .nullable()
      .describe(
        'items counted before the start, in the unit of done and refused: messages for backfill, decode, hand-over and repair, else deliveries',
      ),
    done: z.int(),
    refused: z.int(),
    deliveries: z
      .int()
      .nullable()
      .describe('deliveries that the action created from messages; null = none, or not counted'),
    errorCode: optionalText,
    finishedAt: z.date().nullable(),
    outcomes: actionOutcomes
      .nullable()
      .describe('current states of the deliveries that the action changed or created; null = none'),
  }),
)

export const authors = named(
  'Authors',
  z.object({
    items: list(z.object({ id: z.string().describe('value of the filter `author`'), by: actor })),
    complete: z.boolean().describe('true = all authors are included'),
  }),
)

const touched = {
  messageId: z.string(),
  ordinal: z.int(),
  handler: z.string(),
  run: z.int(),
  result: z.string().describe('done, or an error code'),
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
      .describe(
        'current state of the delivery; null = the action changed nothing, or the delivery is deleted',
      ),
    outcomeRun: z.int().nullable().describe('the run with this outcome; a re-run adds a run'),
    reasonCode: optionalText.describe('reason code of a failed, skipped or cancelled delivery'),
    edit: z
      .int()
      .nullable()
      .describe('number of the edited form that the action created; see /edits of the delivery'),
  }),
)
export const touch = named(
  'Touch',
  z.object({
    actionId: z.string(),
    kind: z.string(),
    comment: optionalText,
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

/** The fields that an operator's edit changed. */
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
        name: optionalText.describe('name of a field in keys, params or more'),
        before: optionalText.describe('null = the field was missing; masked without reveal'),
        after: optionalText.describe('null = the field was removed; masked without reveal'),
      }),
    )
      .nullable()
      .describe('null = the form before is unreadable, or the values are too large'),
    tooLarge: z.boolean(),
  }),
)

export const done = named('Done', z.object({ actionId: z.string(), result: z.literal('done') }))

export const missedTypes = named(
  'MissedTypes',
  z.object({
    types: list(z.object({ type: optionalText, events: z.int() })).describe('most frequent first'),
    atLeast: z.boolean().describe('true = counts the oldest 20,000 messages of the period only'),
  }),
)

/** A dry run, or a bulk action that instances process in batches. */
export const started = named(
  'Started',
  z.object({
    actionId: optionalText.describe('null = dry run'),
    matched: z.int(),
    atLeast: z.boolean().describe('true = counting stopped at 10,000'),
  }),
)
