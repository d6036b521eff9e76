import type { Refusal } from '../../api/shapes.ts'
import type { RefusalReason } from '../../text/en/refusal-reasons.ts'
import type { Texts } from '../../text/en.ts'

export type RefusedFor = {
  readonly code: string | null
  readonly authorization: Refusal['authorization']
  /** the call went to another path than those for events */
  readonly elsewhere?: boolean
}

/** The texts of a refusal's reason; calls without a token differ by what they brought instead. */
export function reasonOf(
  { code, authorization, elsewhere = false }: RefusedFor,
  { reason }: Texts['refused'],
): RefusalReason | undefined {
  if (code === null) return undefined
  return reason[`${code}_${elsewhere ? 'elsewhere' : authorization}`] ?? reason[code]
}
