import { z } from 'zod'
import { DELIVERY_ACTION_KINDS, type DeliveryActionKind } from '../states.ts'

import { anyText, comment, id, text } from './fields.ts'
import { deliveryFields, messageFields, person } from './filters.ts'
import { named } from './named.ts'

const namedValues = z
  .array(z.strictObject({ name: text(), value: anyText(100_000) }))
  .max(1_000)
  .optional()

/** Fields without personal data. The row of an action may contain them. */
const impersonal = {
  type: text().nullable().optional(),
  entityType: text().nullable().optional(),
  effective: text().nullable().optional(),
  effectiveStartDate: text(100).nullable().optional().describe('in the format of the sender'),
}

const somethingChanges = (changes: object) => Object.keys(changes).length > 0
const NOTHING = 'expected at least one field that changes'

export const eventChanges = named(
  'EventChanges',
  z
    .strictObject({
      ...impersonal,
      keys: namedValues.describe('replaces the whole list'),
      params: namedValues,
      payload: anyText(900_000).nullable().optional(),
      more: namedValues,
    })
    .refine(somethingChanges, NOTHING),
)

const impersonalChanges = named(
  'EventChangesForMany',
  z.strictObject(impersonal).refine(somethingChanges, NOTHING),
)

/** Skipping and cancelling need a comment, because the event is not processed. */
const why: Readonly<Record<DeliveryActionKind, z.ZodType<string | undefined>>> = {
  replay: comment.optional(),
  edit: comment.optional(),
  rerun: comment.optional(),
  skip: comment,
  cancel: comment,
  release: comment.optional(),
}

const seenNumber = z.int().min(0).max(2_147_483_647).optional()

const seenEdit = seenNumber.describe(
  '`edit` of the delivery that you saw: refused if it was edited since',
)
const seenRun = seenNumber.describe(
  '`latestRun` of the delivery that you saw: refused if it was run again since',
)

const dryRun = z.boolean().default(false).describe('Dry run: count matching items, change nothing')

/** The row of an action contains the ids, and every list of actions reads it. */
const MAX_IDS = 1_000

const messageIds = z
  .array(id)
  .min(1)
  .max(MAX_IDS, `expected at most ${MAX_IDS} ids: send the others in another request`)
  .transform((ids) => [...new Set(ids)])
  .optional()
  .describe('only these messages')

const messages = named('MessageChoice', z.strictObject(messageFields))
  .optional()
  .describe('only messages that match this filter of /messages')

const deliveryFilter = named(
  'DeliveryFilter',
  z.strictObject({ ...deliveryFields, person, messageIds, messages }),
)
const messageFilter = named(
  'MessageFilter',
  z.strictObject({ ...messageFields, person, messageIds }),
)

const title = (kind: string) => `${kind[0]?.toUpperCase()}${kind.slice(1)}`

const bodyForOne = (kind: DeliveryActionKind) =>
  named(
    `${title(kind)}One`,
    z.strictObject({
      comment: why[kind],
      edit: seenEdit,
      ...(kind === 'rerun' ? { latestRun: seenRun } : {}),
      ...(kind === 'edit' ? { event: eventChanges } : {}),
    }),
  )

const bodyForMany = (kind: DeliveryActionKind) =>
  named(
    `${title(kind)}Many`,
    z.strictObject({
      filter: deliveryFilter,
      comment: why[kind],
      dryRun,
      ...(kind === 'edit' ? { event: impersonalChanges } : {}),
    }),
  )

/** The bodies of each action: on one delivery, and in bulk. */
export const actionBodies = DELIVERY_ACTION_KINDS.map((kind) => ({
  kind,
  one: bodyForOne(kind),
  many: bodyForMany(kind),
}))

export const decodeOne = named('DecodeOne', z.strictObject({ comment: comment.optional() }))

export const handOverOne = named('HandOverOne', z.strictObject({ comment }))

export const decodeMany = named(
  'DecodeMany',
  z.strictObject({ filter: messageFilter, comment: comment.optional(), dryRun }),
)

export const handOverMany = named(
  'HandOverMany',
  z.strictObject({ filter: messageFilter, comment, dryRun }),
)

const seenHold = id
  .optional()
  .describe('`hold.actionId` of the handler that you saw: refused if it was held again since')

export const resumeBody = named(
  'Resume',
  z.strictObject({ comment: comment.optional(), hold: seenHold }),
)

/** The filter is empty: all that waits. */
export const skipWaitingBody = named(
  'SkipWaiting',
  z.strictObject({ filter: z.strictObject({}).optional(), comment, dryRun, hold: seenHold }),
)

const backfillFilter = z.strictObject({
  from: messageFields.from,
  to: messageFields.to,
  company: messageFields.company,
  types: z.array(text()).min(1).max(200).optional().describe('event types'),
})

export const backfillPreviewBody = named(
  'BackfillPreview',
  z.strictObject({ filter: backfillFilter }),
)

export const backfillBody = named(
  'Backfill',
  z.strictObject({
    filter: backfillFilter,
    comment: comment.optional(),
    dryRun,
  }),
)
