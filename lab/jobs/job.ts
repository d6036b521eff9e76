import type { Hand } from './hand.ts'
import type { JobStage } from './stage.ts'

/** Something that a person does at the page, from the overview on. */
export interface Job {
  readonly name: string
  /** as the person says it */
  readonly title: string
  /** what was possible before the monitor did the whole job */
  readonly before: string
  /** Prepares the state in which the person begins. */
  readonly prepare?: (stage: JobStage) => Promise<unknown>
  /** Does it by clicks and keys, and checks the result. @returns the result, in one sentence */
  run(stage: JobStage, hand: Hand, folder: string): Promise<string>
}

export function expectEqual(what: string, got: unknown, expected: unknown): void {
  if (JSON.stringify(got) === JSON.stringify(expected)) return
  throw new Error(`${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(got)}`)
}
