import type { MemoryPoint } from '../support/memory.ts'

/** A promise that was not kept, and how to see it again. */
export interface Violation {
  /** the promise, in a few words; its violations are reported once */
  readonly promise: string
  /** how it was broken */
  readonly found: string
  /** the smallest input that breaks it, as code; never a token */
  readonly example: string
  /** of fast-check: they draw the same input again */
  readonly seed: number
  readonly path: string
}

/** Results of the inputs of a part. */
export interface TallyFigures {
  readonly inputs: number
  readonly accepted: number
  /** by error code or status */
  readonly refused: Readonly<Record<string, number>>
  readonly slowestMs: number
  /** what the slowest input was */
  readonly slowest: string
  readonly violations: readonly Violation[]
}

/** The result of one part of the run. */
export interface PartResult extends TallyFigures {
  readonly part: string
  readonly points: readonly MemoryPoint[]
  readonly seconds: number
  /** figures that only this part has */
  readonly more: Readonly<Record<string, string | number>>
}
