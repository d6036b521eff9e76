import type { refusalReasons as english } from '../en/refusal-reasons.ts'
import { contentReasons } from './refusals/content.ts'
import { otherReasons } from './refusals/other.ts'
import { tokenReasons } from './refusals/token.ts'

export const refusalReasons: typeof english = {
  ...tokenReasons,
  ...contentReasons,
  ...otherReasons,
}
