import type { CallAnswer } from '../destinations/destination.ts'
import type { Row } from './rows.ts'

export interface Page {
  readonly rows: readonly Row[]
  readonly answer: CallAnswer
}
