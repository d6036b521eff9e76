import type { JWTPayload } from 'jose'
import { words } from '../grants.ts'
import { printable } from '../printable.ts'
import { MAX_TOKEN_CHARACTERS } from './bearer-token.ts'
import { parseUnverified } from './parse-unverified.ts'

/** Unverified claims of a refused token. Anybody can write anything there. */
export interface ClaimedToken {
  readonly issuer: string | null
  readonly clientId: string | null
  readonly tenant: string | null
  readonly audience: readonly string[]
  readonly scopes: readonly string[]
  readonly algorithm: string
  readonly keyId: string | null
  readonly expiresAt: string | null
}

const MAX_CHARACTERS = 120
const MAX_ENTRIES = 10
const MAX_SECONDS = 253_402_300_799

/**
 * The claims that help an operator find the sender, truncated. Omits `sub`, names and mail
 * addresses, which may be personal. null = no token, or one without readable claims.
 */
export function claimedToken(authorizationHeaders: readonly string[]): ClaimedToken | null {
  const [header] = authorizationHeaders
  const compact = /^bearer +(\S+) *$/i.exec(header ?? '')?.[1]
  if (compact === undefined || compact.length > MAX_TOKEN_CHARACTERS) return null
  try {
    const { claims, algorithm, keyId } = parseUnverified(compact)
    return {
      issuer: cut(claims.iss),
      clientId: cut(clientIdOf(claims)),
      tenant: cut(claims.zid ?? claims.app_tid),
      audience: list(claims.aud),
      scopes: list(claims.scope),
      algorithm: cut(algorithm) ?? '',
      keyId: cut(keyId),
      expiresAt: instant(claims.exp),
    }
  } catch {
    return null
  }
}

function clientIdOf(claims: JWTPayload): unknown {
  return claims.client_id ?? claims.cid ?? claims.azp
}

function cut(value: unknown): string | null {
  return typeof value === 'string' ? clean(value) : null
}

function list(value: unknown): string[] {
  return words(value).slice(0, MAX_ENTRIES).map(clean)
}

function clean(text: string): string {
  return printable(text, MAX_CHARACTERS)
}

function instant(exp: unknown): string | null {
  const isTime = typeof exp === 'number' && exp >= 0 && exp <= MAX_SECONDS
  return isTime ? new Date(exp * 1_000).toISOString() : null
}
