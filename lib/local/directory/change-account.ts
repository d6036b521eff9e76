import { z } from 'zod'
import type { Account } from './accounts.ts'

/** The directory's answer to a request; `account` is what to keep. */
export interface Change {
  readonly status: 200 | 201 | 404 | 422
  readonly account: Account | null
}

const day = z.iso.date().nullable()
const changeSchema = z
  .strictObject({ activeFrom: day, activeUntil: day, managerId: z.string().min(1).nullable() })
  .partial()

/**
 * PUT opens an account or opens it again, PATCH changes one that there is. Pure.
 * 404 = nobody to change, 422 = the body is no change.
 */
export function changeAccount(
  method: 'PUT' | 'PATCH',
  userId: string,
  present: Account | null,
  body: unknown,
): Change {
  const parsed = changeSchema.safeParse(body)
  if (!parsed.success) return { status: 422, account: null }
  if (method === 'PATCH' && present === null) return { status: 404, account: null }
  const { activeFrom, activeUntil, managerId } = parsed.data
  const opened = method === 'PUT' ? null : (present?.activeUntil ?? null)
  const account = {
    userId,
    activeFrom: activeFrom === undefined ? (present?.activeFrom ?? null) : activeFrom,
    activeUntil: activeUntil === undefined ? opened : activeUntil,
    managerId: managerId === undefined ? (present?.managerId ?? null) : managerId,
  }
  return { status: present === null ? 201 : 200, account }
}
