import { createHash, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { sign, type TestKey, testKey } from './fake-issuer.ts'

/** How an application of the tenant, or the tenant itself, is set up. */
export interface TenantSettings {
  /** false = the tenant writes its issuer without a scheme, even for a known application */
  compliantIssuer: boolean
  /** `access-token-format` of the application */
  accessTokenFormat: 'default' | 'jwt'
  /** whether `token_format` of a request counts */
  honoursTokenFormat: boolean
  /** epoch milliseconds */
  now: () => number
}

/** A tenant of SAP Cloud Identity Services with our application and that of a sender. */
export interface CloudIdentityTenant {
  readonly url: string
  readonly settings: TenantSettings
  readonly application: TenantClient
  readonly sender: TenantClient
  /** queries of the calls of the discovery document */
  readonly discoveries: string[]
  close(): Promise<void>
}

export interface TenantClient {
  readonly id: string
  readonly secret: string
}

const LIFETIME_SECONDS = 3_600
const GROUPS = ['SF Event Monitors', 'Everybody']
const APIS = ['Ingest']
const PROVIDER = 'urn:sap:identity:application:provider:clientid:'

interface Grant {
  readonly scopes: readonly string[]
  readonly nonce: string | null
  readonly challenge: string | null
  readonly redirectUri: string | null
}

/**
 * Answers as SAP documents Cloud Identity:
 * - discovery without `client_id` names the issuer without a scheme;
 * - `groups` comes with the scope `groups` alone, `app_tid` not at all (no multitenant application);
 * - refreshed access tokens are opaque, unless the request or the application wants JWTs;
 * - another client's token carries that client as `aud`, unless it names our application as `resource`;
 * - HTTP Basic is decoded (RFC 6749 section 2.3.1).
 */
export async function startCloudIdentityTenant(): Promise<CloudIdentityTenant> {
  const server = createServer((request, response) => {
    tenant.answer(request, response).catch(() => send(response, 500, { error: 'server_error' }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const tenant = new Tenant(server, await testKey('tenant-key'))
  return tenant
}

class Tenant implements CloudIdentityTenant {
  readonly url: string
  readonly settings: TenantSettings = {
    compliantIssuer: true,
    accessTokenFormat: 'default',
    honoursTokenFormat: true,
    now: Date.now,
  }
  readonly application = { id: randomUUID(), secret: 'aB]3+x%2F?=:z' }
  readonly sender = { id: randomUUID(), secret: 'sender+secret%' }
  readonly discoveries: string[] = []
  readonly #grants = new Map<string, Grant>()
  readonly #server: Server
  readonly #key: TestKey

  constructor(server: Server, key: TestKey) {
    this.#server = server
    this.#key = key
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve())
      this.#server.closeAllConnections()
    })
  }

  #issuer(): string {
    return this.settings.compliantIssuer ? this.url : new URL(this.url).host
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', this.url)
    if (pathname === '/.well-known/openid-configuration') {
      return this.#discover(searchParams, response)
    }
    if (pathname === '/oauth2/certs') return send(response, 200, { keys: [this.#key.jwk] })
    if (pathname === '/oauth2/authorize') return this.#authorize(searchParams, response)
    const isToken = pathname === '/oauth2/token' && request.method === 'POST'
    if (isToken) return this.#giveTokens(request, response)
    send(response, 404, {})
  }

  #discover(query: URLSearchParams, response: ServerResponse): void {
    this.discoveries.push(query.toString())
    const isKnown = query.get('client_id') === this.application.id
    send(response, 200, {
      issuer: isKnown ? this.#issuer() : new URL(this.url).host,
      authorization_endpoint: `${this.url}/oauth2/authorize`,
      token_endpoint: `${this.url}/oauth2/token`,
      end_session_endpoint: `${this.url}/oauth2/logout`,
      jwks_uri: `${this.url}/oauth2/certs`,
      id_token_signing_alg_values_supported: ['RS256'],
      code_challenge_methods_supported: ['plain', 'S256'],
    })
  }

  /** The person is logged in already. */
  #authorize(query: URLSearchParams, response: ServerResponse): void {
    const redirectUri = query.get('redirect_uri')
    if (query.get('client_id') !== this.application.id || redirectUri === null) {
      send(response, 400, { error: 'invalid_request' })
      return
    }
    const code = randomUUID()
    this.#grants.set(code, {
      scopes: (query.get('scope') ?? '').split(' '),
      nonce: query.get('nonce'),
      challenge: query.get('code_challenge'),
      redirectUri,
    })
    const way = new URL(redirectUri)
    way.searchParams.set('code', code)
    way.searchParams.set('state', query.get('state') ?? '')
    response.writeHead(302, { location: way.href }).end()
  }

  async #giveTokens(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await text(request))
    const client = this.#clientOf(request.headers.authorization)
    if (client === null) return send(response, 401, { error: 'invalid_client' })
    const kind = form.get('grant_type')
    if (kind === 'client_credentials') {
      const access_token = await this.#clientToken(client, form.get('resource'))
      return send(response, 200, {
        access_token,
        token_type: 'Bearer',
        expires_in: LIFETIME_SECONDS,
      })
    }
    const handle = form.get(kind === 'refresh_token' ? 'refresh_token' : 'code') ?? ''
    const grant = this.#grants.get(handle)
    // A code and a refresh token are good for one use.
    this.#grants.delete(handle)
    if (grant === undefined || client !== this.application || !isRightWay(grant, form)) {
      return send(response, 400, { error: 'invalid_grant' })
    }
    const refreshToken = randomUUID()
    this.#grants.set(refreshToken, { ...grant, challenge: null, redirectUri: null })
    send(response, 200, {
      access_token: this.#isJwt(kind, form) ? await this.#accessToken(grant) : randomUUID(),
      refresh_token: refreshToken,
      id_token: await this.#idToken(grant, kind),
      token_type: 'Bearer',
      expires_in: LIFETIME_SECONDS,
    })
  }

  #isJwt(kind: string | null, form: URLSearchParams): boolean {
    const asked = this.settings.honoursTokenFormat ? form.get('token_format') : null
    if (asked !== null) return asked === 'jwt'
    return kind !== 'refresh_token' || this.settings.accessTokenFormat === 'jwt'
  }

  #clientOf(authorization = ''): TenantClient | null {
    const pair = Buffer.from(authorization.replace(/^Basic /, ''), 'base64').toString()
    const [id, secret] = pair
      .split(':')
      .map((part) => decodeURIComponent(part.replaceAll('+', ' ')))
    return (
      [this.application, this.sender].find((one) => one.id === id && one.secret === secret) ?? null
    )
  }

  #lifetime() {
    const now = Math.floor(this.settings.now() / 1_000)
    return { iss: this.#issuer(), iat: now, exp: now + LIFETIME_SECONDS, jti: randomUUID() }
  }

  #person({ scopes }: Grant) {
    const groups = scopes.includes('groups') ? { groups: GROUPS } : {}
    return {
      sub: 'P000001',
      scim_id: 'scim-1',
      sap_id_type: 'user',
      azp: this.application.id,
      ...groups,
    }
  }

  #accessToken(grant: Grant): Promise<string> {
    return sign(
      { ...this.#lifetime(), ...this.#person(grant), aud: this.application.id },
      this.#key,
    )
  }

  #idToken(grant: Grant, kind: string | null): Promise<string> {
    const nonce = kind === 'refresh_token' || grant.nonce === null ? {} : { nonce: grant.nonce }
    return sign(
      { ...this.#lifetime(), ...this.#person(grant), aud: this.application.id, ...nonce },
      this.#key,
    )
  }

  #clientToken({ id }: TenantClient, resource: string | null): Promise<string> {
    const isForUs = resource === `${PROVIDER}${this.application.id}`
    const audience = isForUs ? { aud: this.application.id, ias_apis: APIS } : { aud: id }
    return sign(
      { ...this.#lifetime(), sub: id, azp: id, sap_id_type: 'app', ...audience },
      this.#key,
    )
  }
}

/** The code's redirect URI and PKCE (S256); a refresh token has neither. */
function isRightWay({ redirectUri, challenge }: Grant, form: URLSearchParams): boolean {
  if (redirectUri === null) return true
  const verifier = form.get('code_verifier') ?? ''
  const hash = createHash('sha256').update(verifier).digest('base64url')
  return form.get('redirect_uri') === redirectUri && hash === challenge
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
