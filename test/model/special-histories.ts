import fc from 'fast-check'
import type { Step } from './step.ts'

const record = (subjects: number[], slots = 0): Step => ({
  ...{ kind: 'record', instance: 0, subjects, slots, outcome: 'answered' },
})

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
