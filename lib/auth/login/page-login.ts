import { decodeJwt } from 'jose'
import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  refreshTokenGrant,
  type ServerMetadata,
  type TokenEndpointResponse,
  type TokenEndpointResponseHelpers,
} from 'openid-client'
import { z } from 'zod'
import { ReceiverError } from '../../errors.ts'
import type { BasicReader } from '../../http/basic-headers.ts'
import type { Fetch } from '../../http/bounded-fetch.ts'
import { clientConfiguration } from '../../http/openid-client.ts'
import type { LoginClient } from '../trusted-issuer.ts'
import { type LoginIssuer, metadataOf } from './issuer-metadata.ts'

/** The state of a login between redirect and callback. */
export type PendingLogin = z.infer<typeof pendingLogin>

export const pendingLogin = z.strictObject({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  redirectUri: z.string(),
  returnTo: z.string(),
  /** expiry (ms) */
  until: z.number(),
})

export interface LoginTokens {
  readonly accessToken: string
  readonly refreshToken: string | null
  readonly idToken: string | null
}

/** Login at the issuer with authorization code, PKCE, state and nonce (RFC 9700). */
export interface PageLogin {
  begin(redirectUri: string, returnTo: string): Promise<{ location: string; pending: PendingLogin }>
  /** @throws ReceiverError login_failed, issuer_unavailable */
  finish(callback: URL, pending: PendingLogin): Promise<LoginTokens>
  /** @throws ReceiverError login_failed if the refresh token is not accepted, issuer_unavailable */
  renew(refreshToken: string): Promise<LoginTokens>
  /** where to log out at the issuer; null = the issuer has no such endpoint */
  logoutLocation(idToken: string | null, returnTo: string): Promise<string | null>
}

export interface PageLoginOptions {
  readonly issuer: LoginIssuer
  readonly client: LoginClient
  readonly fetch: Fetch
  readonly now: () => number
}

/** Kinds of issuers that may have custom domains. */
const READERS: Readonly<Record<string, BasicReader>> = { xsuaa: 'uaa', ias: 'encoded' }

/** Pause after a failed discovery: anybody can begin a login. */
const DISCOVERY_PAUSE_MS = 1_000
/** Codes of openid-client for an issuer that did not answer; so is an error without a code. */
const UNREACHABLE = new Set(['OAUTH_TIMEOUT', 'OAUTH_ABORT'])
const PENDING_MS = 10 * 60_000

export function createPageLogin(options: PageLoginOptions): PageLogin {
  const { client, issuer } = options
  const accepted = issuer.issuers
  const parameters = { ...client.tokenParameters }
  let known: Promise<ServerMetadata> | null = null
  let failure: { readonly error: ReceiverError; readonly until: number } | null = null

  /** Discovered once; repeated after a failure. */
  async function metadata(): Promise<ServerMetadata> {
    if (failure !== null && options.now() < failure.until) throw failure.error
    known ??= metadataOf(issuer, client, options.fetch).catch((cause) => {
      known = null
      const error = unavailable(cause)
      failure = { error, until: options.now() + DISCOVERY_PAUSE_MS }
      throw error
    })
    return known
  }

  async function configuration(): Promise<Configuration> {
    return configurationOf(await metadata(), options)
  }

  /** Sends a token request; its id token may name any accepted issuer. */
  async function ask<Answer>(
    expected: string,
    request: (server: Configuration, issuer: string) => Promise<Answer>,
  ): Promise<Answer> {
    const found = await metadata()
    return byAcceptedIssuer(accepted, expected, options.fetch, (issuer, fetch) =>
      request(configurationOf({ ...found, issuer }, { ...options, fetch }), issuer),
    ).catch(asRefusal)
  }

  return {
    async begin(redirectUri, returnTo) {
      const [state, nonce, verifier] = [randomState(), randomNonce(), randomPKCECodeVerifier()]
      const location = buildAuthorizationUrl(await configuration(), {
        redirect_uri: redirectUri,
        scope: ['openid', client.scope].join(' ').trim(),
        state,
        nonce,
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      })
      const until = options.now() + PENDING_MS
      const pending = { state, nonce, verifier, redirectUri, returnTo, until }
      return { location: location.href, pending }
    },
    async finish(callback, { state, nonce, verifier }) {
      const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce }
      const named = callback.searchParams.get('iss')
      const expected = accepted.find((name) => name === named) ?? accepted[0]
      return tokensOf(
        await ask(expected, (server, issuer) =>
          authorizationCodeGrant(server, renamed(callback, expected, issuer), checks, parameters),
        ),
      )
    },
    async renew(refreshToken) {
      const tokens = tokensOf(
        await ask(accepted[0], (server) => refreshTokenGrant(server, refreshToken, parameters)),
      )
      // Not every issuer returns a new refresh token (RFC 6749 section 6).
      return { ...tokens, refreshToken: tokens.refreshToken ?? refreshToken }
    },
    async logoutLocation(idToken, returnTo) {
      const logout = client.endpoints === null ? null : client.endpoints.logout
      if (logout?.kind === 'uaa') {
        const query = new URLSearchParams({ client_id: client.clientId, redirect: returnTo })
        return `${logout.uri}?${query}`
      }
      const server = await configuration()
      if (server.serverMetadata().end_session_endpoint === undefined) return null
      const hint = idToken === null ? {} : { id_token_hint: idToken }
      return buildEndSessionUrl(server, { post_logout_redirect_uri: returnTo, ...hint }).href
    },
  }
}

function tokensOf(answer: TokenEndpointResponse & TokenEndpointResponseHelpers): LoginTokens {
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token ?? null,
    idToken: answer.id_token ?? null,
  }
}

/** The callback URL with another accepted name of its issuer (RFC 9207). */
function renamed(callback: URL, from: string, to: string): URL {
  if (callback.searchParams.get('iss') !== from) return callback
  const way = new URL(callback)
  way.searchParams.set('iss', to)
  return way
}

function configurationOf(
  metadata: ServerMetadata,
  { issuer, client, fetch }: PageLoginOptions,
): Configuration {
  const endpoint = metadata.token_endpoint ?? issuer.issuers[0]
  return clientConfiguration(metadata, { ...client, reader: READERS[issuer.kind] }, endpoint, fetch)
}

/** An error answer of the issuer ends the login; an issuer that cannot be reached does not. */
function asRefusal(error: unknown): never {
  const { code } = error as { code?: unknown }
  if (typeof code !== 'string' || UNREACHABLE.has(code)) throw unavailable(error)
  throw new ReceiverError(
    'login_failed',
    'Expected the callback of a login that began in this browser, got another one. Log in again.',
    { cause: error },
  )
}

function unavailable(cause: unknown): ReceiverError {
  return new ReceiverError(
    'issuer_unavailable',
    'The issuer is unavailable, so logins fail. Try again; if it persists, check its address and the network.',
    { cause },
  )
}

/** Sends one token request and expects this issuer in its id token. */
type TokenRequest<Answer> = (issuer: string, fetch: Fetch) => Promise<Answer>

/**
 * Validates the id token of one token request against the accepted issuer that it names.
 * openid-client compares with one issuer only, but SAP's issuers have several names. Codes and
 * refresh tokens work once, so the second validation reuses the first answer.
 * @param expected the accepted issuer that is tried first
 */
async function byAcceptedIssuer<Answer>(
  accepted: readonly string[],
  expected: string,
  fetch: Fetch,
  request: TokenRequest<Answer>,
): Promise<Answer> {
  const received: { answer?: Response } = {}
  const askOnce: Fetch = async (url, options) => {
    received.answer ??= await fetch(url, options)
    return received.answer.clone()
  }
  try {
    return await request(expected, askOnce)
  } catch (error) {
    const named = received.answer === undefined ? null : await issuerNamedIn(received.answer)
    if (named === null || named === expected || !accepted.includes(named)) throw error
    return request(named, askOnce)
  }
}

/** The `iss` of the id token; null = none. */
async function issuerNamedIn(answer: Response): Promise<string | null> {
  try {
    const { id_token: idToken } = (await answer.clone().json()) as { id_token?: unknown }
    return typeof idToken === 'string' ? (decodeJwt(idToken).iss ?? null) : null
  } catch {
    return null
  }
}
