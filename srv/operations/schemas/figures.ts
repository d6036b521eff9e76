import { z } from 'zod'
import { DURABILITY_RISKS } from '../../../lib/store/durability.ts'
import { list, named } from './named.ts'

const optionalText = z.string().nullable()
const day = z.object({
  received: z.int(),
  completed: z.int(),
  failed: z.int(),
  refused: z.int().describe('calls to the ingest paths that were not accepted'),
})

export const overview = named(
  'Overview',
  z.object({
    at: z.date(),
    handlers: z.object({
      total: z.int(),
      running: z.int(),
      held: z.int(),
      open: z.int(),
      retired: z.int(),
    }),
    lastEventAt: z.date().nullable(),
    parked: z.object({ lanes: z.int(), deliveries: z.int() }),
    waiting: z.int().describe('deliveries in lanes that move'),
    scheduled: z.int(),
    today: day.describe('the last 24 hours'),
    before: day.describe('the 24 hours before'),
    hours: list(z.object({ hour: z.date(), ...day.shape })).describe(
      '48, oldest first; one counts up to 50,000 of each',
    ),
    types: list(z.object({ type: optionalText, events: z.int() })),
    unseenRefusals: z.int().describe('of the last 24 hours, without those marked as seen'),
    secondsToDone: z.object({ p50: z.number(), p95: z.number() }).nullable(),
    unusual: list(
      z.object({
        kind: z.enum([
          'handler_held',
          'circuit_open',
          'handler_retired',
          'no_events',
          'refusals',
          'parked',
          ...DURABILITY_RISKS,
        ]),
        handler: z.string().optional(),
        count: z.int().optional(),
        since: z.date().optional(),
      }),
    ),
  }),
)

export const parkedGroups = named(
  'ParkedGroups',
  z.object({
    groups: list(
      z.object({
        handler: z.string(),
        reason: optionalText,
        error: z
          .object({ name: optionalText, message: optionalText, code: optionalText })
          .nullable(),
        cause: optionalText.describe(
          'the filter of that name chooses the deliveries of this group',
        ),
        lanes: z.int(),
        behind: z.int().describe('deliveries behind the heads'),
        oldest: z.date(),
        first: z.object({
          messageId: z.string(),
          ordinal: z.int(),
          handler: z.string(),
          run: z.int(),
        }),
        subjects: list(z.object({ id: z.string(), kind: z.string(), key: z.string() })),
      }),
    ),
    complete: z.boolean().describe('no parked lane was left out'),
  }),
)

export const connection = named(
  'Connection',
  z.object({
    endpoints: list(z.string()).describe('what to type into the event connector'),
    issuers: list(z.object({ issuer: z.string(), kind: z.string(), tokenUrl: optionalText })),
    steps: list(
      z.object({
        id: z.enum(['address', 'token', 'accepted', 'role', 'message', 'event', 'handled']),
        state: z.enum(['done', 'waiting', 'failed']),
        at: z.date().nullable(),
        code: optionalText,
        advice: optionalText,
        authorization: z.enum(['none', 'basic', 'bearer', 'other']).nullable(),
        client: optionalText.describe('client id of the refused call; null = it names none'),
        caller: z
          .enum(['proved', 'claimed', 'stranger'])
          .nullable()
          .describe('whose refused call it was; null = there is none'),
      }),
    ),
  }),
)

export const handlerHours = named(
  'HandlerHours',
  z.object({
    hours: list(
      z.object({
        hour: z.date(),
        completed: z.int(),
        failed: z.int(),
        others: z.int().describe('not done yet, skipped or cancelled'),
      }),
    ).describe('48, oldest first, by receipt; one counts up to 50,000'),
  }),
)

export const companies = named(
  'Companies',
  z.object({
    companies: list(z.string()),
    complete: z.boolean().describe('none was left out'),
  }),
)
