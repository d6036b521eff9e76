import { isIP } from 'node:net'
import type { ClaimedToken } from '../tokens/claimed-token.ts'

/** A stored refusal: without token, body or personal data. */
export interface Refusal {
  readonly id: string
  readonly refusedAt: Date
  /** time of the last counted call; null = a single call */
  readonly untilAt: Date | null
  readonly calls: number
  readonly method: string
  /** the route pattern, never the caller's text */
  readonly path: string
  /** the company of the URL, if the caller is not authenticated */
  readonly company: string | null
  readonly status: number
  readonly code: string
  /** what was expected, what arrived, what to change */
  readonly advice: string
  /** null = the caller was not authenticated */
  readonly issuer: string | null
  readonly clientId: string | null
  readonly tenant: string | null
  readonly scopes: readonly string[] | null
  /** full names of the scopes that would have sufficed */
  readonly scopesWanted: readonly string[] | null
  readonly claimed: ClaimedToken | null
  /** null = not a call to an ingest path */
  readonly authorization: AuthorizationKind | null
  /** null = not a call to an ingest path, or a row for many calls */
  readonly callerAddress: string | null
  readonly correlationId: string | null
  /** of the stored, undecodable message */
  readonly messageId: string | null
}

/** Statuses of refused calls. */
export const REFUSAL_STATUSES: ReadonlySet<number> = new Set([
  400, 401, 403, 408, 413, 415, 429, 431, 503,
])

export type AuthorizationKind = 'none' | 'basic' | 'bearer' | 'other'

/** @param headers all Authorization headers, as received */
export function authorizationKind(headers: readonly string[]): AuthorizationKind {
  const [header] = headers
  if (header === undefined) return 'none'
  const scheme = header.split(' ', 1)[0]?.toLowerCase()
  return scheme === 'basic' || scheme === 'bearer' ? scheme : 'other'
}

/** An IPv4 address in IPv6 notation. */
const MAPPED = /^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i

/** An IP address in its stored form; null for other texts, which a proxy may forward. */
export function callerAddress(given: string | undefined): string | null {
  if (given === undefined) return null
  const [address = ''] = given.split('%', 1)
  return isIP(address) === 0 ? null : address.replace(MAPPED, '').toLowerCase()
}
