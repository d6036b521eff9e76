import type { AuthErrorCode, DecodeErrorCode } from '../../../../../lib/api/refusal.ts'
import { contentReasons } from './refusals/content.ts'
import { otherReasons } from './refusals/other.ts'
import { tokenReasons } from './refusals/token.ts'

/** Texts for one reason of a refusal. */
export interface RefusalReason {
  readonly title: string
  readonly todo: string
}

/** Codes of calls to the ingest path. Each needs a text. */
type IngestCode =
  | Exclude<AuthErrorCode, 'session_expired' | 'csrf_rejected' | 'client_token_not_allowed'>
  | DecodeErrorCode
  | 'company_invalid'
  | 'queue_full'
  | 'database_unavailable'
  | 'key_store_away'
  | 'not_recordable'

/**
 * Texts by the code of the refusal. The suffix after `token_missing_` says what the call contained
 * instead. The suffix `_elsewhere` is for calls to paths that do not receive events.
 */
export const refusalReasons = {
  ...tokenReasons,
  ...contentReasons,
  ...otherReasons,
} satisfies Readonly<Record<IngestCode, RefusalReason> & Record<string, RefusalReason>>
