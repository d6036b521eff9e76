import type fc from 'fast-check'
import { BrokenPromise } from '../support/broken-promise.ts'
import { type Drawn, smallest } from '../support/draw.ts'
import type { TallyFigures, Violation } from './part-result.ts'

/** The same promise broken again and again is one finding. */
const MOST_VIOLATIONS = 20

/** Counts what became of the inputs of one part. */
export class Tally {
  inputs = 0
  accepted = 0
  slowestMs = 0
  slowest = ''
  readonly refused: Record<string, number> = {}
  readonly #violations = new Map<string, Violation>()
  readonly #times = new Map<string, number>()

  refuse(code: string): void {
    this.refused[code] = (this.refused[code] ?? 0) + 1
  }

  timed(ms: number, what: () => string): void {
    if (ms <= this.slowestMs) return
    this.slowestMs = ms
    this.slowest = what()
  }

  /** True if this promise was broken for the first time: it is worth to look for the smallest input. */
  isNews(promise: string): boolean {
    const times = (this.#times.get(promise) ?? 0) + 1
    this.#times.set(promise, times)
    return times === 1 && this.#times.size <= MOST_VIOLATIONS
  }

  broke(violation: Violation): void {
    this.#violations.set(violation.promise, violation)
  }

  /**
   * Notes a promise that an input has broken, with the smallest input that breaks it.
   * @throws every other error
   */
  async note<Value>(
    error: unknown,
    { value, place }: Drawn<Value>,
    arbitrary: fc.Arbitrary<Value>,
    check: (value: Value) => unknown,
    describe: (value: Value) => string,
  ): Promise<void> {
    if (!(error instanceof BrokenPromise)) throw error
    const { promise, message: found } = error
    if (!this.isNews(promise)) return
    const least = await smallest(arbitrary, place, promise, check)
    const example = describe(least?.value ?? value)
    this.broke({ promise, found, example, ...place, path: least?.path ?? place.path })
  }

  figures(): TallyFigures {
    const { inputs, accepted, refused, slowestMs, slowest } = this
    return { inputs, accepted, refused, slowestMs, slowest, violations: this.#found() }
  }

  #found(): Violation[] {
    return [...this.#violations.values()].map((violation) => {
      const times = this.#times.get(violation.promise) ?? 1
      return times === 1
        ? violation
        : { ...violation, found: `${violation.found} (${times} times)` }
    })
  }
}
