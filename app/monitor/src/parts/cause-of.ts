import type { Texts } from '../text/en.ts'

/** Why a delivery failed, in words. A code without words stays as it is. */
export function causeOf(reasonCode: string | null, { common }: Texts): string {
  const code = reasonCode ?? 'unknown'
  return common.cause[code] ?? code
}
