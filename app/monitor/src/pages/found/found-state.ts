import type { ApiError } from '../../api/api-error.ts'
import type { Message, SubjectEntry } from '../../api/shapes.ts'

/** What was searched for and found, as it travels beside the address. */
export interface FoundState {
  readonly text: string
  readonly employees?: readonly SubjectEntry[]
  readonly messages?: readonly Message[]
  readonly problem?: Pick<ApiError, 'status' | 'code' | 'message' | 'details'>
}
