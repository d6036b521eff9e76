import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { ReceiverError } from '../../errors.ts'
import type { Caller } from '../caller.ts'
import type { Authenticator } from '../tokens/authenticate.ts'
import { isOpaque } from '../tokens/parse-unverified.ts'
import type { LoginTokens, PageLogin } from './page-login.ts'
import { createSeal } from './seal.ts'

/** Sessions of people who are logged in to the monitor. */
export interface PageSessions {
  /**
   * Opens a session with tokens of the issuer.
   * @returns the session id. Only the browser keeps it; it decrypts the stored session.
   * @throws ReceiverError client_token_not_allowed if the token belongs to no person; an
   * AuthErrorCode
   */
  open(tokens: LoginTokens): Promise<string>
  /**
   * @param isActivity whether the call extends the session
   * @throws ReceiverError session_expired; an AuthErrorCode
   */
  find(id: string, isActivity?: boolean): Promise<PageSession>
  /** Ends the session on all instances. @returns the id token of its login; null = none */
  close(id: string): Promise<string | null>
}

export interface PageSession {
  readonly caller: Caller
  readonly expiresAt: Date
}

export interface PageSessionsOptions {
  readonly store: SessionStore
  readonly authenticator: Authenticator
  readonly login: PageLogin
  /** a session ends after this time without use (ms) */
  readonly idleMs: number
  /** a session ends after this time in any case (ms) */
  readonly longestMs: number
}

const sealedTokens = z.strictObject({
  accessToken: z.string(),
  refreshToken: z.string().nullable(),
  idToken: z.string().nullable(),
})

const ID = /^[A-Za-z0-9_-]{43}$/
/** A session is extended at most once in this time (ms). */
const RENEW_AFTER_MS = 60_000

export function createPageSessions(options: PageSessionsOptions): PageSessions {
  const { store, authenticator, login, idleMs, longestMs } = options
  /** running renewals: the page sends several requests at once */
  const renewals = new Map<string, Promise<LoginTokens>>()

  async function read(id: string): Promise<{ stored: StoredSession; tokens: LoginTokens }> {
    const stored = ID.test(id) ? await store.find(id) : null
    const opened = stored === null ? null : await sealOf(id).open(stored.sealed)
    const tokens = sealedTokens.safeParse(opened)
    if (stored === null || !tokens.success) throw over()
    return { stored, tokens: tokens.data }
  }

  /** Fetches a new access token if the old one has expired; concurrent calls share one request. */
  function renewTokens(id: string, tokens: LoginTokens): Promise<LoginTokens> {
    const known = renewals.get(id)
    if (known !== undefined) return known
    const renewal = askForNew(id, tokens).finally(() => renewals.delete(id))
    renewals.set(id, renewal)
    return renewal
  }

  async function askForNew(
    id: string,
    { refreshToken, idToken }: LoginTokens,
  ): Promise<LoginTokens> {
    if (refreshToken === null) throw over()
    try {
      const renewed = await login.renew(refreshToken)
      const tokens = { ...renewed, idToken: renewed.idToken ?? idToken }
      await store.renew(id, await sealOf(id).close(tokens), idleMs, longestMs)
      return tokens
    } catch (error) {
      if (!(error instanceof ReceiverError) || error.code !== 'login_failed') throw error
      // Another instance may have used the refresh token first.
      const { tokens } = await read(id)
      if (tokens.refreshToken === refreshToken) throw over()
      return tokens
    }
  }

  return {
    async open(tokens) {
      await personOf(authenticator, tokens)
      const id = randomBytes(32).toString('base64url')
      await store.add(id, await sealOf(id).close(tokens), idleMs)
      return id
    },
    async find(id, isActivity = true) {
      const { stored, tokens } = await read(id)
      if (isActivity && idleMs - stored.leftMs > RENEW_AFTER_MS) {
        await store.extend(id, idleMs, longestMs)
      }
      const { expiresAt } = stored
      try {
        return { caller: await personOf(authenticator, tokens), expiresAt }
      } catch (error) {
        if (!(error instanceof ReceiverError) || error.code !== 'token_expired') throw error
        return { caller: await personOf(authenticator, await renewTokens(id, tokens)), expiresAt }
      }
    },
    async close(id) {
      const session = await read(id).catch(() => null)
      await store.remove(id)
      return session?.tokens.idToken ?? null
    },
  }
}

async function authenticate(authenticator: Authenticator, accessToken: string): Promise<Caller> {
  try {
    return await authenticator.authenticate([`Bearer ${accessToken}`])
  } catch (error) {
    const isRefused = error instanceof ReceiverError && error.code === 'token_malformed'
    throw isRefused && isOpaque(accessToken) ? opaque(error) : error
  }
}

async function personOf(
  authenticator: Authenticator,
  { accessToken }: LoginTokens,
): Promise<Caller> {
  const caller = await authenticate(authenticator, accessToken)
  if (caller.person) return caller
  throw new ReceiverError(
    'client_token_not_allowed',
    "Expected the token of a person, got a client's: the monitor is for people; clients can use its API.",
  )
}

function sealOf(id: string) {
  return createSeal(id, 'session')
}

function opaque(cause: unknown): ReceiverError {
  return new ReceiverError(
    'token_malformed',
    'Expected an access token of the login that is a JWT, the issuer gave an opaque one. Set access-token-format of its application to jwt (docs/identity.md).',
    { cause },
  )
}

function over(): ReceiverError {
  return new ReceiverError(
    'session_expired',
    'Expected a session that goes on, it is over. Log in again.',
  )
}

/** Stores sessions under a digest of their id. One clock counts for all instances. */
export interface SessionStore {
  /** @param keepMs lifetime without use */
  add(id: string, sealed: string, keepMs: number): Promise<void>
  find(id: string): Promise<StoredSession | null>
  /** Extends the session by `keepMs` from now, up to `longestMs` in total. */
  extend(id: string, keepMs: number, longestMs: number): Promise<void>
  /** Replaces the content and extends the session. */
  renew(id: string, sealed: string, keepMs: number, longestMs: number): Promise<void>
  remove(id: string): Promise<void>
}

export interface StoredSession {
  readonly sealed: string
  readonly expiresAt: Date
  /** time left without use (ms) */
  readonly leftMs: number
}
