import { z } from 'zod'
import { DELIVERY_STATES } from '../states.ts'
import { comment, flag } from './fields.ts'
import { list, named } from './named.ts'

const optionalText = z.string().nullable()

/** A reason without personal data: everyone with Monitor sees it. */
const reason = comment.describe('why; no personal data, everyone with Monitor sees it')

/** It outlives the person's key. */
const reasonOfErasure = comment.describe(
  'why; it stays readable after the erasure and everyone with Monitor sees it: do not name the person',
)

export const forgetBody = named(
  'Forget',
  z.strictObject({ reason: reasonOfErasure, dryRun: flag.default(false) }),
)

export const legalHoldBody = named('LegalHold', z.strictObject({ reason }))

export const liftLegalHoldBody = named('LiftLegalHold', z.strictObject({ reason }))

const openDeliveries = z.object({
  count: z.int(),
  items: list(
    z.object({
      messageId: z.string(),
      ordinal: z.int(),
      handler: z.string(),
      run: z.int(),
      type: optionalText,
      state: z.enum(DELIVERY_STATES),
    }),
  ).describe('the first 50'),
})

/** The effects of an erasure, and its action. */
export const forgetting = named(
  'Forgetting',
  z.object({
    actionId: optionalText.describe('null = dry run'),
    rows: z
      .object({
        messages: z.int(),
        events: z.int(),
        searchTexts: z.int(),
        deliveries: z.int(),
        attempts: z.int(),
        effects: z.int(),
        editedForms: z.int(),
      })
      .describe('rows that become unreadable, by table'),
    waiting: openDeliveries.describe('deliveries that will not run: they are cancelled'),
    running: openDeliveries.describe('deliveries that run now: the erasure waits for their end'),
    handlersTold: list(z.string()).describe('handlers with onForgotten'),
    sharedMessages: z
      .int()
      .describe('messages with events of others: their raw call cannot be shown any more'),
    keptUntil: z.date().describe('until then the ledger recognises new events of the person'),
    backupsUntil: z.date().describe('until then backups hold the encrypted data'),
    backupsReadable: z
      .boolean()
      .describe(
        'true = a restore of such a backup brings the data back until the ledger is applied',
      ),
  }),
)

export const erasureKeys = named(
  'ErasureKeys',
  z.object({
    keys: list(z.record(z.string(), z.unknown())).describe('public keys (JWK set)'),
  }),
)

export const erasureReport = named(
  'ErasureReport',
  z.object({ report: z.string().describe('JWS, signed with Ed25519') }),
)
