import {
  allowInsecureRequests,
  Configuration,
  clientCredentialsGrant,
  customFetch,
} from 'openid-client'
import { basicReaderAt } from './basic-headers.ts'
import type { Fetch } from './bounded-fetch.ts'
import { clientBasic } from './client-basic.ts'
import { isLoopback } from './loopback.ts'

export interface ClientCredentials {
  readonly tokenUrl: string
  readonly clientId: string
  readonly clientSecret: string
  /** sent beside them, such as `scope` */
  readonly parameters?: Readonly<Record<string, string>>
}

export interface ClientToken {
  /** Rejects when the token endpoint gives none. */
  get(): Promise<string>
  /** It was not accepted: the next one is fetched. */
  forget(): void
}

/** A token is fetched again this long before it expires (ms). */
const MARGIN_MS = 60_000
/** Where the endpoint does not say how long it lives (ms). */
const UNKNOWN_LIFETIME_MS = 5 * 60_000

/** A token of our own by client credentials, kept until shortly before it expires. */
export function createClientToken(
  credentials: ClientCredentials,
  { fetch, now }: { readonly fetch: Fetch; readonly now: () => number },
): ClientToken {
  const configuration = configurationOf(credentials, fetch)
  let current: { readonly token: string; readonly until: number } | null = null
  return {
    async get() {
      if (current !== null && now() < current.until) return current.token
      const asked = now()
      const answer = await clientCredentialsGrant(configuration, credentials.parameters)
      const { access_token: token, expires_in: seconds } = answer
      const lifetimeMs = seconds === undefined ? UNKNOWN_LIFETIME_MS : seconds * 1_000
      current = { token, until: asked + lifetimeMs - MARGIN_MS }
      return token
    },
    forget() {
      current = null
    },
  }
}

function configurationOf(
  { tokenUrl, clientId, clientSecret }: ClientCredentials,
  fetch: Fetch,
): Configuration {
  const url = new URL(tokenUrl)
  const configuration = new Configuration(
    { issuer: url.origin, token_endpoint: tokenUrl },
    clientId,
    undefined,
    clientBasic(basicReaderAt(tokenUrl), () => clientSecret),
  )
  configuration[customFetch] = (address, { body, headers, method, signal }) =>
    fetch(address, { body: body ?? null, headers, method, ...(signal && { signal }) })
  if (url.protocol === 'http:' && isLoopback(url.hostname)) allowInsecureRequests(configuration)
  return configuration
}
