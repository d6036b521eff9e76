import { z } from 'zod'
import { DURABILITY_RISKS, STATS_RANGES } from '../states.ts'

import { list, named } from './named.ts'

const optionalText = z.string().nullable()
const states = {
  completed: z.int().describe('deliveries, as the next fields'),
  failed: z.int(),
  waiting: z.int().describe('unfinished'),
  skipped: z.int().describe('skipped or cancelled'),
}
const atLeast = z.boolean().describe('true = counting stopped at 25,000 in 15 minutes')
const day = z.object({
  received: z.int().describe('messages'),
  ...states,
  refused: z.int().describe('refused calls to the ingest paths'),
  atLeast,
})
const whom = {
  people: z.int(),
  records: z.int().describe('subjects that are records, not persons'),
}

export const overview = named(
  'Overview',
  z.object({
    at: z.date(),
    handlers: z.object({
      total: z.int().describe('without retired ones'),
      upToDate: z.int().describe('running handlers without unusual waiting times'),
      running: z.int(),
      held: z.int(),
      open: z.int(),
      retired: z.int(),
    }),
    lastEventAt: z.date().nullable(),
    parked: z.object({ lanes: z.int(), ...whom, deliveries: z.int() }),
    waiting: z.int().describe('deliveries in lanes that are not parked, without scheduled ones'),
    scheduled: z.int().describe('deliveries that wait for their start date'),
    atLeast: z.boolean().describe('true = counting stopped at 10,000 lanes of a handler'),
    today: day.describe('the last 24 hours'),
    before: day.describe('the 24 hours before'),
    hours: list(z.object({ hour: z.date(), ...day.shape })).describe('48, oldest first'),
    types: list(z.object({ type: optionalText, events: z.int() })).describe(
      'the ten most frequent types of the last 24 hours',
    ),
    typesCut: z.boolean().describe('true = counting stopped at 25,000 in 15 minutes'),
    eventsWithoutHandler: z
      .object({ count: z.int(), atLeast: z.boolean() })
      .describe('events of the last 24 hours that no handler takes, counted up to 10,000'),
    unseenRefusals: z
      .int()
      .describe('refused calls of the last 24 hours that are not marked as seen'),
    secondsToDone: z
      .object({ p50: z.number(), p95: z.number(), deliveries: z.int() })
      .nullable()
      .describe(
        'seconds from receipt to completion, for the latest 2,000 deliveries of 24 hours, without replays, backfills and start dates',
      ),
    unusual: list(
      z.object({
        kind: z.enum([
          ...DURABILITY_RISKS,
          'parked',
          'refusals',
          'circuit_open',
          'handler_held',
          'handler_retired',
          'no_handler',
          'no_events',
        ]),
        handler: z.string().optional(),
        type: z.string().optional().describe('event type; empty = events without a type'),
        count: z
          .int()
          .optional()
          .describe(
            'parked: people and records; refusals: calls; handlers: waiting deliveries; types: events',
          ),
        since: z.date().optional(),
      }),
    ).describe('most severe first'),
  }),
)

export const parkedGroups = named(
  'ParkedGroups',
  z.object({
    groups: list(
      z.object({
        handler: z.string(),
        reasonCode: optionalText,
        error: z
          .object({ name: optionalText, message: optionalText, code: optionalText })
          .nullable(),
        cause: optionalText.describe('the filter `cause` finds the deliveries of this group'),
        lanes: z.int(),
        ...whom,
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
    ...whom,
    complete: z.boolean().describe('true = all parked lanes are included'),
  }),
)

export const connection = named(
  'Connection',
  z.object({
    endpoints: list(z.string()).describe('values for the event connector'),
    issuers: list(z.object({ issuer: z.string(), kind: z.string(), tokenUrl: optionalText })),
    steps: list(
      z.object({
        id: z.enum(['address', 'token', 'accepted', 'role', 'message', 'event', 'handled']),
        state: z.enum(['done', 'waiting', 'failed']),
        at: z.date().nullable(),
        code: optionalText,
        advice: optionalText,
        authorization: z.enum(['none', 'basic', 'bearer', 'other']).nullable(),
        client: optionalText.describe('client id of the refused call; null = none'),
        caller: z
          .enum(['authenticated', 'claimed', 'stranger'])
          .nullable()
          .describe('caller of the refused call; null = no refused call'),
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
        ...states,
        atLeast: z.boolean().describe('true = counting stopped at 50,000 in the hour'),
      }),
    ).describe('48, oldest first, by receipt'),
  }),
)

export const companies = named(
  'Companies',
  z.object({
    companies: list(z.string()),
    complete: z.boolean().describe('true = all companies are included'),
  }),
)

export const statsRange = z
  .enum(STATS_RANGES)
  .default('24h')
  .describe('one hour by minutes, 24 hours by 15 minutes, 7 days by 2 hours, 30 days by 6 hours')

const quantiles = z.object({ p50: z.number(), p95: z.number() }).nullable()
const totals = {
  received: z.int().describe('messages; of the installation only, as the next two'),
  receivedPerMinute: z.number(),
  refused: z.int().describe('refused calls to the ingest paths'),
  attempts: z.int().describe('without those that a pause of ours ended'),
  attemptsPerMinute: z.number(),
  failedAttempts: z.int(),
  completed: z.int().describe('deliveries that completed in this time'),
  failed: z.int().describe('deliveries that failed in this time'),
  waiting: z
    .int()
    .describe('the most deliveries that waited at a time, in lanes that are not parked'),
  oldestSeconds: z
    .int()
    .describe('the longest that a waiting delivery had waited since its receipt'),
  runMs: quantiles.describe(
    'duration of attempts in milliseconds, exact to a factor of 1.41; null = none ended',
  ),
  doneMs: quantiles.describe(
    'milliseconds from receipt to completion, without replays, backfills and start dates; null = none',
  ),
}
const compared = {
  total: z.object(totals),
  before: z.object(totals).nullable().describe('the range before; null = nothing was counted'),
  lastRunAt: z.date().nullable().describe('end of the latest attempt; null = none'),
}

export const stats = named(
  'Stats',
  z.object({
    range: z.enum(STATS_RANGES),
    from: z.date(),
    to: z.date(),
    seconds: z.int().describe('length of a point'),
    points: list(z.object({ at: z.date(), ...totals })).describe(
      'oldest first; a time in which no instance counted has none',
    ),
    ...compared,
    marks: list(
      z.object({
        kind: z.enum(['deployment', 'hold', 'circuit']),
        at: z.date(),
        until: z.date().nullable().describe('null = it still goes on'),
        handler: optionalText,
        version: optionalText.describe('of a deployment'),
      }),
    ).describe('the latest 50 deployments, holds and open circuits, oldest first'),
  }),
)

export const handlerStats = named(
  'HandlerStats',
  z.object({
    items: list(
      z.object({
        handler: z.string(),
        ...compared,
        attemptsPerMinute: list(z.number()).describe('of each point, oldest first'),
      }),
    ),
  }),
)
