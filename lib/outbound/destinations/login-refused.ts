import type { CallAnswer } from './destination.ts'

/** SuccessFactors says of a token that has expired what others say with 401: the code counts (SAP KBA 2872019). */
const EXPIRED = /\bLGN00(?:06|22)\b/

/** Whether another login could help. Of 403 others mean that nobody with this login may do it. */
export function isLoginRefused({ status, text }: Pick<CallAnswer, 'status' | 'text'>): boolean {
  return status === 401 || (status === 403 && EXPIRED.test(text()))
}
