import fc from 'fast-check'
import type { DeliveryActionKind } from '../../lib/states.ts'

import type { Role } from './instance.ts'

/**
 * How the commit of a recording ends for its instance. `lost` and `crashed`: it succeeds, and the instance
 * loses the answer, or dies before anything runs. `not sent`: it never reaches the database.
 */
export type RecordOutcome = 'answered' | 'lost' | 'not sent' | 'crashed'

const record = (subjects: number[], places = 0): Step => ({
  ...{ kind: 'record', instance: 0, subjects, places, outcome: 'answered' },
})

/** What can happen next. Small numbers pick among what there is at that time. */
export type Step =
  | {
      readonly kind: 'record'
      readonly instance: number
      readonly subjects: number[]
      /** free places of each handler */
      readonly places: number
      readonly outcome: RecordOutcome
    }
  /** an instance writes a message again whose commit had an unknown outcome */
  | { readonly kind: 'retry'; readonly which: number; readonly places: number }
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
  /** a process dies and another one starts in its place */
  | { readonly kind: 'crash'; readonly instance: number }
  | { readonly kind: 'join'; readonly role: Role; readonly isOld: boolean }
  | { readonly kind: 'leave'; readonly instance: number }
  /** an instance is replaced by one of the newest version */
  | { readonly kind: 'upgrade'; readonly instance: number }
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
      arbitrary: fc.constant<Step>(record([0, 0])),
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
      fc.constantFrom<Step>(record([0, 0]), record([0, 0], 1)),
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

/**
 * An operator replays what a recording has started for a new handler, after its lease has ended. The
 * handler gets earlier events before the claim: the replayed delivery keeps its turn.
 */
export const keptTurn: fc.Arbitrary<Step[]> = fc.constant<Step[]>([
  record([0, 0]),
  { kind: 'newcomer' },
  { kind: 'upgrade', instance: 0 },
  { kind: 'upgrade', instance: 1 },
  record([0], 1),
  { kind: 'wait', hours: 31 },
  // Two events of four handlers come first: this is the third event of the fifth handler.
  { kind: 'act', action: 'replay', which: 2 * 4 + 4 },
  { kind: 'backfill', handler: 4 },
  { kind: 'claim', instance: 0 },
])

/** Events that a new handler gets behind the delivery which a recording has started for it. */
export const laterEvents: fc.Arbitrary<Step[]> = fc
  .tuple(
    // Recorded by an old version: it waits to be handed out.
    fc.constantFrom<Step[]>([], [record([0])]),
    fc.array(
      fc.oneof(
        fc.constant<Step>(record([0], 1)),
        fc.constantFrom<Step>({ kind: 'backfill', handler: 4 }, { kind: 'fan out' }),
        fc.record({ kind: fc.constant('claim' as const), instance: small }),
        fc.constant<Step>({ kind: 'wait', hours: 31 }),
        fc.record({
          kind: fc.constant('act' as const),
          action: fc.constantFrom('replay', 'skip'),
          which: fc.nat({ max: 60 }),
        }),
        fc.record({
          kind: fc.constant('settle' as const),
          which: fc.nat({ max: 30 }),
          end: fc.constantFrom('completed', 'failed', 'rejected'),
          startNext: fc.boolean(),
          answerLost: fc.constant(false),
        }),
      ),
      { minLength: 6, maxLength: 12 },
    ),
  )
  .map(([waiting, later]): Step[] => [
    record([0, 0]),
    { kind: 'newcomer' },
    ...waiting,
    { kind: 'upgrade', instance: 0 },
    { kind: 'upgrade', instance: 1 },
    ...later,
  ])

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('record' as const),
        instance: small,
        subjects: fc.array(fc.nat({ max: 2 }), { minLength: 1, maxLength: 3 }),
        places: fc.constantFrom(0, 1, 1, 3),
        outcome: fc.constantFrom<RecordOutcome[]>(
          ...['answered' as const, 'answered' as const, 'answered' as const],
          ...['lost' as const, 'not sent' as const, 'crashed' as const],
        ),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('retry' as const),
        which: fc.nat({ max: 30 }),
        places: fc.constantFrom(0, 1),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash' as const), instance: small }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('join' as const),
        role: fc.constantFrom<Role[]>('all', 'ingest', 'dispatch'),
        isOld: fc.boolean(),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('leave' as const), instance: small }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('upgrade' as const), instance: small }) },
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
