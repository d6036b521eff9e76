import { type BasicReader, basicHeaders, basicReaderAt } from './basic-headers.ts'
import { boundedFetch, type Fetch } from './bounded-fetch.ts'

export interface ClientCredentials {
  readonly tokenUrl: string
  readonly clientId: string
  readonly clientSecret: string
  /** how the token endpoint reads HTTP Basic; default: by its address */
  readonly reader?: BasicReader
  /** further parameters of the request, such as `scope` */
  readonly parameters?: Readonly<Record<string, string>>
}

type ClientLogin = Omit<ClientCredentials, 'clientSecret'> & {
  /** null = `fetch` proves the client by its certificate (RFC 8705) */
  readonly clientSecret: string | null
}

export interface ClientTokenOptions {
  readonly fetch?: Fetch
  /** milliseconds */
  readonly now?: () => number
  readonly timeoutMs?: number
}

export interface ClientToken {
  /** Rejects with a NoTokenError, or with the error of the connection. */
  get(): Promise<string>
  /** Drops the token, because a server refused it. */
  forget(): void
}

/** The token endpoint answered, but without a token. */
export class NoTokenError extends Error {
  override readonly name = 'NoTokenError'
  readonly status: number
  /** such as `http_401` */
  readonly code: string

  constructor(status: number) {
    super(`expected a token, the token endpoint answered HTTP ${status}`)
    this.status = status
    this.code = `http_${status}`
  }
}

/** A token is replaced this long before it expires (ms). */
const MARGIN_MS = 30_000
/** Lifetime of a token without `expires_in` (ms). */
const UNKNOWN_LIFETIME_MS = 5 * 60_000
const MAX_BYTES = 64 * 1024

/**
 * Fetches tokens by the client credentials grant, with the secret in the Basic header. Keeps a token
 * until shortly before it expires. Concurrent calls share one request.
 */
export function createClientToken(
  credentials: ClientLogin,
  options: ClientTokenOptions = {},
): ClientToken {
  const { fetch = globalThis.fetch, now = Date.now, timeoutMs = 10_000 } = options
  const bounded = boundedFetch(fetch, { timeoutMs, maxBytes: MAX_BYTES, accepts: () => true })
  let current: Promise<IssuedToken> | null = null
  let goodUntil = 0
  return {
    async get() {
      if (current !== null && now() < goodUntil) return (await current).token
      const requestedAt = now()
      const request = requestToken(credentials, bounded)
      current = request
      goodUntil = Number.POSITIVE_INFINITY
      try {
        const { token, lifetimeMs } = await request
        if (current === request) goodUntil = requestedAt + Math.max(0, lifetimeMs - MARGIN_MS)
        return token
      } catch (error) {
        if (current === request) current = null
        throw error
      }
    },
    forget() {
      current = null
    },
  }
}

interface IssuedToken {
  readonly token: string
  readonly lifetimeMs: number
}

async function requestToken(credentials: ClientLogin, fetch: Fetch): Promise<IssuedToken> {
  const { tokenUrl, clientId, clientSecret, reader = basicReaderAt(tokenUrl) } = credentials
  const response = await fetch(tokenUrl, {
    method: 'POST',
    headers: {
      accept: 'application/json',
      ...(clientSecret !== null && basicHeaders(reader, clientId, clientSecret)),
    },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      ...(clientSecret === null && { client_id: clientId }),
      ...credentials.parameters,
    }),
  })
  const answer = (await response.json().catch(() => null)) as {
    access_token?: unknown
    expires_in?: unknown
  } | null
  const token = answer?.access_token
  if (response.status !== 200 || typeof token !== 'string') throw new NoTokenError(response.status)
  const seconds = Number(answer?.expires_in)
  return { token, lifetimeMs: seconds > 0 ? seconds * 1_000 : UNKNOWN_LIFETIME_MS }
}
