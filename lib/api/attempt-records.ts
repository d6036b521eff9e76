export type { StoredError } from '../store/deliver/settlement.ts'

/** A line that a handler logged in an attempt, as it is stored. */
export interface LogLine {
  readonly level: 'info' | 'warn' | 'error'
  /** ms since the attempt started */
  readonly afterMs: number
  readonly text: string
  /** JSON text of the data that came with it; null = none */
  readonly data: string | null
}
