import { isIP } from 'node:net'
import type { ClaimedToken } from '../tokens/claimed-token.ts'

/** A call that was not accepted, as it is kept: no token, no body, no person. */
export interface Refusal {
  readonly id: string
  readonly refusedAt: Date
  /** of the last one that is counted here; null = there is one */
  readonly untilAt: Date | null
  readonly calls: number
  readonly method: string
  /** our pattern, never what the caller wrote */
  readonly path: string
  /** of a caller that is not authenticated: what the address names */
  readonly company: string | null
  readonly status: number
  /** stable code of the reason */
  readonly code: string
  /** what was expected, what came, what to change */
  readonly advice: string
  /** of an authenticated caller; null = nobody was */
  readonly issuer: string | null
  readonly clientId: string | null
  readonly tenant: string | null
  readonly scopes: readonly string[] | null
  /** full names of the scopes that would have been enough */
  readonly scopesWanted: readonly string[] | null
  readonly claimed: ClaimedToken | null
  /** null = the call was none to the ingest path */
  readonly authorization: AuthorizationKind | null
  /** IP address; null = the call was none to the ingest path, or the row stands for many calls */
  readonly callerAddress: string | null
  readonly correlationId: string | null
  /** the message was kept, undecodable */
  readonly messageId: string | null
}

/** Statuses of calls that were not accepted; others are answers. */
export const REFUSAL_STATUSES: ReadonlySet<number> = new Set([
  400, 401, 403, 408, 413, 415, 429, 431, 503,
])

/** What a call brought to authenticate itself. */
export type AuthorizationKind = 'none' | 'basic' | 'bearer' | 'other'

/** @param headers every Authorization header as it was received */
export function authorizationKind(headers: readonly string[]): AuthorizationKind {
  const [header] = headers
  if (header === undefined) return 'none'
  const scheme = header.split(' ', 1)[0]?.toLowerCase()
  return scheme === 'basic' || scheme === 'bearer' ? scheme : 'other'
}

/** An IPv4 address that was received over an IPv6 socket. */
const MAPPED = /^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i

/** An IP address as it is stored; null for any other text, which a proxy may have passed on. */
export function callerAddress(given: string | undefined): string | null {
  if (given === undefined) return null
  const [address = ''] = given.split('%', 1)
  return isIP(address) === 0 ? null : address.replace(MAPPED, '').toLowerCase()
}
