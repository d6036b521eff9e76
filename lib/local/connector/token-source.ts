import { type BasicReader, basicHeaders, basicReaderAt } from '../../http/basic-headers.ts'

export interface ClientCredentials {
  readonly tokenUrl: string
  readonly clientId: string
  readonly clientSecret: string
  /** how the token endpoint reads HTTP Basic; default: by its address */
  readonly reader?: BasicReader
}

/** A token is fetched again this long before it expires (ms). */
const MARGIN_MS = 30_000
const TIMEOUT_MS = 30_000

/**
 * Fetches a token by client credentials in the Basic header, as SuccessFactors does at run time, and
 * keeps it until shortly before it expires. Calls at the same time share one fetch.
 * @param now epoch milliseconds
 * @returns rejects when the token endpoint does not give one
 */
export function createTokenSource(
  credentials: ClientCredentials,
  now: () => number,
): () => Promise<string> {
  let current: Promise<FetchedToken> | null = null
  let goodUntil = 0
  return async () => {
    if (current === null || now() >= goodUntil) {
      const asked = now()
      goodUntil = Number.POSITIVE_INFINITY
      const fetching = fetchToken(credentials)
      current = fetching
      try {
        const { lifetimeMs } = await fetching
        goodUntil = asked + Math.max(0, lifetimeMs - MARGIN_MS)
      } catch (error) {
        current = null
        throw error
      }
    }
    return (await current).token
  }
}

interface FetchedToken {
  readonly token: string
  readonly lifetimeMs: number
}

async function fetchToken(credentials: ClientCredentials): Promise<FetchedToken> {
  const { tokenUrl, clientId, clientSecret, reader = basicReaderAt(tokenUrl) } = credentials
  const response = await fetch(tokenUrl, {
    method: 'POST',
    headers: basicHeaders(reader, clientId, clientSecret),
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  const answer = (await response.json().catch(() => null)) as {
    access_token?: unknown
    expires_in?: unknown
  } | null
  if (!response.ok || typeof answer?.access_token !== 'string') {
    throw new Error(`expected a token from ${tokenUrl}, got HTTP ${response.status}`)
  }
  return { token: answer.access_token, lifetimeMs: Number(answer.expires_in ?? 0) * 1_000 }
}
