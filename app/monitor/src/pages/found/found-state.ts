import type { ApiError } from '../../api/api-error.ts'
import type { Message, SubjectEntry } from '../../api/shapes.ts'

/** Search text and results, as they travel beside the address. */
export interface FoundState {
  readonly text: string
  readonly employees?: readonly SubjectEntry[]
  readonly messages?: readonly Message[]
  readonly problem?: Pick<ApiError, 'status' | 'code' | 'message' | 'details'>
}
