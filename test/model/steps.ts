import fc from 'fast-check'
import type { Role } from './instance.ts'
import type { RecordOutcome, Step } from './step.ts'

const small = fc.nat({ max: 7 })

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('record' as const),
        instance: small,
        subjects: fc.array(fc.nat({ max: 2 }), { minLength: 1, maxLength: 3 }),
        slots: fc.constantFrom(0, 1, 1, 3),
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
        slots: fc.constantFrom(0, 1),
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
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('claim around' as const),
        instance: small,
        subject: fc.nat({ max: 2 }),
      }),
    },
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
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('forget' as const),
        subject: fc.nat({ max: 2 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('fan out' as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('backfill' as const), handler: small }) },
  ),
  { minLength: 5, maxLength: 30 },
)
