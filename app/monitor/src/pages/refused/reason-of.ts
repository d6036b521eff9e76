import type { Refusal } from '../../api/shapes.ts'
import type { RefusalReason } from '../../text/en/refusal-reasons.ts'
import type { Texts } from '../../text/en.ts'

export type RefusedFor = {
  readonly code: string | null
  readonly authorization: Refusal['authorization']
  /** the call went to a path that does not receive events */
  readonly elsewhere?: boolean
}

/**
 * The texts for the reason of a refusal. Without a token they depend on what the call contained
 * instead.
 */
export function reasonOf(
  { code, authorization, elsewhere = false }: RefusedFor,
  { reason }: Texts['refused'],
): RefusalReason | undefined {
  if (code === null) return undefined
  return reason[`${code}_${elsewhere ? 'elsewhere' : authorization}`] ?? reason[code]
}
