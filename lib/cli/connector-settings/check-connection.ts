import type { BasicReader } from '../../http/basic-headers.ts'
import { boundedFetch, type Fetch } from '../../http/bounded-fetch.ts'
import { createClientToken, NoTokenError } from '../../http/client-token.ts'
import { codeOf, nameOf } from '../../observability/log/describe-error.ts'
import type { ConnectorSettings } from './settings.ts'

/** The result of one step of the check. */
export interface CheckedStep {
  readonly step: 'token' | 'endpoint'
  readonly passed: boolean
  readonly said: string
}

const LIMITS = { timeoutMs: 30_000, maxBytes: 64 * 1024, accepts: () => true }

/** The client that the check uses, and the addresses that it calls. */
export interface CheckedConnection
  extends Pick<ConnectorSettings, 'endpointUrl' | 'tokenEndpoint' | 'clientId'> {
  readonly clientSecret: string
  readonly reader: BasicReader
}

/**
 * Does what an Event Connector does, without sending an event: fetches a token with the secret in the
 * Basic header, then sends a GET to the endpoint. A receiver answers 200 and records nothing.
 */
export async function checkConnection(
  settings: CheckedConnection,
  fetch: Fetch = globalThis.fetch,
): Promise<CheckedStep[]> {
  const token = await fetchToken(settings, fetch)
  if (typeof token !== 'string') return [token]
  const steps: CheckedStep[] = [{ step: 'token', passed: true, said: 'token received' }]
  try {
    const { status } = await boundedFetch(fetch, LIMITS)(settings.endpointUrl, {
      headers: { authorization: `Bearer ${token}` },
    })
    return [...steps, { step: 'endpoint', passed: status === 200, said: meaningOf(status) }]
  } catch (error) {
    return [...steps, { step: 'endpoint', passed: false, said: notReached(error) }]
  }
}

async function fetchToken(
  { tokenEndpoint: tokenUrl, clientId, clientSecret, reader }: CheckedConnection,
  fetch: Fetch,
): Promise<string | CheckedStep> {
  const { timeoutMs } = LIMITS
  const credentials = { tokenUrl, clientId, clientSecret, reader }
  try {
    return await createClientToken(credentials, { fetch, timeoutMs }).get()
  } catch (error) {
    const said = error instanceof NoTokenError ? noTokenFor(error.status) : notReached(error)
    return { step: 'token', passed: false, said }
  }
}

function noTokenFor(status: number): string {
  const cause =
    status === 401
      ? 'client id and secret do not belong together, or the key was deleted'
      : 'the token endpoint is another one'
  return `HTTP ${status} and no token: ${cause}`
}

/** The meaning of the endpoint's status, and what to do. */
export function meaningOf(status: number): string {
  switch (status) {
    case 200:
      return 'HTTP 200: the client may send events'
    case 401:
      return 'HTTP 401: the receiver does not accept this token; npm run explain-token and the monitor (Refused) say why'
    case 403:
      return 'HTTP 403: the client lacks the role Ingest, or may not send for this company; see the monitor (Refused)'
    case 404:
      return 'HTTP 404: nothing listens at this address; compare its path with INGEST_PATHS'
    case 503:
      return 'HTTP 503: the receiver cannot reach its database or the issuer just now'
    default:
      return `HTTP ${status}: expected 200`
  }
}

function notReached(error: unknown): string {
  return `not reached (${codeOf(error) ?? nameOf(error)}): check the name and the network`
}
