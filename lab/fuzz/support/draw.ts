import fc from 'fast-check'
import { BrokenPromise } from './broken-promise.ts'

/** Where a value was drawn: with both of them fast-check draws it again. */
export interface Place {
  readonly seed: number
  readonly path: string
}

export interface Drawn<Value> {
  readonly value: Value
  readonly place: Place
}

/** Values that are in memory at a time. */
const CHUNK = 500
/** Seeds of neighbouring chunks must not meet those of the next run's seed. */
const SEED_STEP = 7_919
const SHRINK_MS = 30_000

/** Draws values one after the other; which they are depends on the seed alone. */
export function* draw<Value>(
  arbitrary: fc.Arbitrary<Value>,
  seed: number,
  count: number,
): Generator<Drawn<Value>> {
  for (let from = 0; from < count; from += CHUNK) {
    const chunkSeed = (seed + (from / CHUNK) * SEED_STEP) | 0
    const numRuns = Math.min(CHUNK, count - from)
    const values = fc.sample(arbitrary, { seed: chunkSeed, numRuns })
    for (const [index, value] of values.entries()) {
      yield { value, place: { seed: chunkSeed, path: String(index) } }
    }
  }
}

/** The smallest value that breaks the same promise as the one that was drawn at a place. */
export async function smallest<Value>(
  arbitrary: fc.Arbitrary<Value>,
  { seed, path }: Place,
  promise: string,
  check: (value: Value) => unknown,
): Promise<{ value: Value; path: string } | null> {
  const holds = fc.asyncProperty(arbitrary, async (value) => {
    try {
      await check(value)
    } catch (error) {
      if (error instanceof BrokenPromise && error.promise === promise) throw error
    }
  })
  const details = await fc.check(holds, {
    seed,
    path,
    numRuns: 1,
    interruptAfterTimeLimit: SHRINK_MS,
  })
  if (details.counterexample === null) return null
  return { value: details.counterexample[0], path: details.counterexamplePath ?? path }
}
