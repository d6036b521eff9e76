import fc from 'fast-check'
import type pg from 'pg'
import { History } from './history.ts'
import { replaceClock } from './model-clock.ts'
import { runHistory } from './run-history.ts'
import type { Step } from './step.ts'
import { steps } from './steps.ts'

export interface ModelOptions {
  readonly runs: number
  readonly seed?: number
  /** the first history that breaks something is enough: it is not made shorter */
  readonly endOnFailure?: boolean
  /** instead of everything that can happen */
  readonly histories?: fc.Arbitrary<Step[]>
  /** puts a fault into the statements that the code sends; the model must find it */
  readonly plant?: (pool: pg.Pool) => pg.Pool
}

/** The broken promise and the shortest history that breaks it; null = none. */
export function describeFinding(found: fc.RunDetails<[Step[]]>): string | null {
  if (!found.failed) return null
  const { seed, counterexample, errorInstance } = found
  const history = (counterexample?.[0] ?? []).map((step) => JSON.stringify(step)).join('\n  ')
  return `seed ${seed}: ${(errorInstance as Error | undefined)?.message}\n  ${history}`
}

/** Random histories against the reference model, in a database of their own. @returns what fast-check found */
export async function runModel(
  pool: pg.Pool,
  { runs, seed, endOnFailure = false, histories = steps, plant = (of) => of }: ModelOptions,
) {
  await replaceClock(pool)
  const holds = fc.asyncProperty(histories, (history) =>
    runHistory(new History(pool, plant), history),
  )
  return fc.check(holds, {
    numRuns: runs,
    endOnFailure,
    ...(seed === undefined ? {} : { seed }),
  })
}
