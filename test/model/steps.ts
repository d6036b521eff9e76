import fc from 'fast-check'
import type { DeliveryActionKind } from '../../lib/store/actions/delivery-action.ts'

/** What can happen next. Small numbers pick among what there is at that time. */
export type Step =
  | { readonly kind: 'record'; readonly instance: number; readonly subjects: number[] }
  /** several instances record for one employee at once, while claims go on */
  | { readonly kind: 'race'; readonly subject: number; readonly messages: number }
  | { readonly kind: 'claim'; readonly instance: number }
  | {
      readonly kind: 'settle'
      readonly which: number
      readonly end: 'completed' | 'failed' | 'rejected' | 'released'
      readonly startNext: boolean
      /** it is committed, and the instance does not hear of it */
      readonly answerLost: boolean
    }
  /** an instance asks what became of a settlement whose answer was lost */
  | { readonly kind: 'ask'; readonly which: number }
  /** a process dies, or freezes and is heard of later: what it had goes on without it */
  | { readonly kind: 'freeze'; readonly instance: number }
  | { readonly kind: 'wait'; readonly hours: number }
  | { readonly kind: 'act'; readonly action: DeliveryActionKind; readonly which: number }
  | { readonly kind: 'hold'; readonly handler: number }
  | { readonly kind: 'release due' }
  | { readonly kind: 'newcomer' }
  | { readonly kind: 'fan out' }
  | { readonly kind: 'backfill'; readonly handler: number }

/** Nothing but recordings of one employee that meet each other and claims. */
export const races: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    kind: fc.constant('race' as const),
    subject: fc.constant(0),
    messages: fc.constant(4),
  }),
  { minLength: 6, maxLength: 6 },
)

/** Settlements of one instance whose answers are lost, and its claims before it asks what became of them. */
export const lostAnswers: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 2,
      arbitrary: fc.constant<Step>({ kind: 'record', instance: 0, subjects: [0, 0] }),
    },
    { weight: 3, arbitrary: fc.constant<Step>({ kind: 'claim', instance: 0 }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('settle' as const),
        which: fc.nat({ max: 30 }),
        end: fc.constant('completed' as const),
        startNext: fc.boolean(),
        answerLost: fc.constant(true),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('ask' as const), which: fc.nat({ max: 30 }) }),
    },
  ),
  { minLength: 20, maxLength: 20 },
)

/** Leases that end while operators act, and results that come after that. */
export const endedLeases: fc.Arbitrary<Step[]> = fc
  .array(
    fc.tuple(
      fc.constant<Step>({ kind: 'record', instance: 0, subjects: [0, 0] }),
      fc.constant<Step>({ kind: 'claim', instance: 0 }),
      fc.constant<Step>({ kind: 'wait', hours: 31 }),
      fc.record({
        kind: fc.constant('act' as const),
        action: fc.constantFrom('replay', 'edit', 'skip', 'cancel'),
        which: fc.nat({ max: 60 }),
      }),
      fc.record({ kind: fc.constant('claim' as const), instance: fc.constant(1) }),
      fc.record({
        kind: fc.constant('settle' as const),
        which: fc.nat({ max: 30 }),
        end: fc.constantFrom('completed', 'rejected'),
        startNext: fc.boolean(),
        answerLost: fc.constant(false),
      }),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((rounds) => rounds.flat())

const small = fc.nat({ max: 7 })

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('record' as const),
        instance: small,
        subjects: fc.array(fc.nat({ max: 2 }), { minLength: 1, maxLength: 3 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('race' as const),
        subject: fc.nat({ max: 2 }),
        messages: fc.integer({ min: 2, max: 4 }),
      }),
    },
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('claim' as const), instance: small }) },
    {
      weight: 9,
      arbitrary: fc.record({
        kind: fc.constant('settle' as const),
        which: fc.nat({ max: 30 }),
        end: fc.constantFrom('completed', 'completed', 'failed', 'failed', 'rejected', 'released'),
        startNext: fc.boolean(),
        answerLost: fc.constantFrom(false, false, true),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('ask' as const), which: fc.nat({ max: 30 }) }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('freeze' as const), instance: small }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('wait' as const),
        hours: fc.constantFrom(1, 11, 31, 90),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('act' as const),
        action: fc.constantFrom('replay', 'edit', 'rerun', 'skip', 'cancel', 'release'),
        which: fc.nat({ max: 60 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('hold' as const), handler: small }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('release due' as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('newcomer' as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('fan out' as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('backfill' as const), handler: small }) },
  ),
  { minLength: 5, maxLength: 30 },
)
