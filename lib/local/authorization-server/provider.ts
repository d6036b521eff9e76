import { randomBytes } from 'node:crypto'
import type { EventEmitter } from 'node:events'
import type { IncomingHttpHeaders } from 'node:http'
import {
  type ClientMetadata,
  type Configuration,
  errors,
  interactionPolicy,
  type KoaContextWithOIDC,
  Provider,
} from 'oidc-provider'
import { boundedAdapter } from './bounded-adapter.ts'
import type { SigningKey } from './kept-secrets.ts'
import { answerLogins, loginPath, logoutPage } from './login-interaction.ts'
import {
  clientTokenClaims,
  type LocalClient,
  type LocalUser,
  personTokenClaims,
  scopesOf,
} from './xsuaa-layout.ts'

type Formats = NonNullable<Configuration['formats']>
type JwtCustomizer = NonNullable<NonNullable<Formats['customizers']>['jwt']>

export interface ProviderOptions {
  /** such as `http://localhost:4005` */
  readonly url: string
  /** issuer of the tokens; default: the token endpoint */
  readonly issuer?: string | undefined
  readonly xsappname: string
  readonly clients: readonly LocalClient[]
  /** the client of the monitor */
  readonly page: { readonly clientId: string; readonly secret: string }
  readonly user: LocalUser
  /** shown on the login form; null = the password was given */
  readonly passwordFile: string | null
  readonly signingKey: SigningKey
  readonly tokenSeconds: number
  readonly onError: (error: Error) => void
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']
const SESSION_SECONDS = 8 * 3_600
const DISCOVERY = '/.well-known/openid-configuration'
const TOKEN = '/oauth/token'

/** oidc-provider with XSUAA's paths, claims and answers. */
export function xsuaaLikeProvider(options: ProviderOptions): Provider {
  const { url, xsappname, clients, page, user, tokenSeconds, onError } = options
  const scopesByClient = new Map(
    clients.map((client) => [client.clientId, scopesOf(client.grants, xsappname)]),
  )
  scopesByClient.set(page.clientId, ['openid', ...scopesOf(user.grants, xsappname)])
  const provider = new Provider(options.issuer ?? `${url}${TOKEN}`, {
    adapter: boundedAdapter(),
    jwks: { keys: [options.signingKey] },
    routes: { token: TOKEN, jwks: '/token_keys', authorization: '/oauth/authorize' },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    clients: clientMetadata(clients, page),
    findAccount: (_ctx, id) =>
      id === user.name ? { accountId: id, claims: () => ({ sub: id }) } : undefined,
    interactions: { url: (_ctx, { uid }) => loginPath(uid), policy: loginAlone() },
    loadExistingGrant: async (ctx) => {
      const { client, session } = ctx.oidc
      if (client === undefined || session?.accountId === undefined) return undefined
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
      const scopes = scopesByClient.get(client.clientId)?.join(' ') ?? ''
      grant.addOIDCScope(scopes)
      grant.addResourceScope(url, scopes)
      await grant.save()
      return grant
    },
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    pkce: { required: () => true },
    clientAuthMethods: ['client_secret_basic', 'client_secret_post'],
    responseTypes: ['code'],
    scopes: [...new Set([...scopesByClient.values()].flat())],
    clientBasedCORS: () => false,
    renderError: (ctx, out) => {
      ctx.type = 'json'
      ctx.body = out
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        // The page asks before it logs out, so other sites cannot log people out.
        logoutSource: (ctx, form) => {
          ctx.type = 'html'
          ctx.body = logoutPage(form)
        },
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => url,
        useGrantedResource: () => true,
        getResourceServerInfo: (ctx, _resource, client) => {
          const scopes = scopesByClient.get(client.clientId) ?? []
          refuseForeignScopes(requestedScopes(ctx), scopes)
          return {
            scope: scopes.join(' '),
            audience: xsappname,
            accessTokenTTL: tokenSeconds,
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: 'RS256' } },
          }
        },
      },
    },
    ttl: lifetimes(tokenSeconds),
    formats: { customizers: { jwt: xsuaaClaims(options, scopesByClient) } },
  })
  const events: EventEmitter = provider
  events.on('error', onError)
  provider.on('server_error', (_ctx, error) => onError(error))
  answerAsXsuaa(provider)
  answerLogins(provider, user, options.passwordFile)
  return provider
}

/** No consent: the one user and the one page belong to the same machine. */
function loginAlone(): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base()
  policy.get('consent')?.checks.remove('native_client_prompt')
  return policy
}

/** The requested scopes; a blank field requests none. */
function requestedScopes(ctx: KoaContextWithOIDC): readonly string[] {
  const requested = ctx.oidc.params?.scope
  return typeof requested === 'string' ? requested.split(' ').filter((name) => name !== '') : []
}

/** XSUAA refuses a scope that the client cannot have, instead of omitting it. */
function refuseForeignScopes(requested: readonly string[], scopes: readonly string[]): void {
  const foreign = requested.find((name) => name !== 'uaa.resource' && !scopes.includes(name))
  if (foreign !== undefined) throw new errors.InvalidScope('scope is not allowed', foreign)
}

/**
 * Serves discovery also below the issuer, decodes Basic like a UAA, and writes the token type as
 * `bearer`.
 */
function answerAsXsuaa(provider: Provider): void {
  provider.use(async (ctx, next) => {
    if (ctx.path === `${TOKEN}${DISCOVERY}`) ctx.path = DISCOVERY
    ctx.req.headers.authorization = decodableBasic(ctx.req.headers)
    if (ctx.path === '/logout.do') {
      const { client_id: client = '', redirect = '' } = ctx.query
      const query = { client_id: String(client), post_logout_redirect_uri: String(redirect) }
      return ctx.redirect(`/session/end?${new URLSearchParams(query)}`)
    }
    await next()
    const answer = ctx.body as { token_type?: string; scope?: string } | null | undefined
    if (ctx.path === TOKEN && answer?.token_type === 'Bearer') answer.token_type = 'bearer'
  })
}

const BASIC = /^basic +([a-z0-9+/_-]+=*) *$/i

/**
 * oidc-provider always decodes the parts of HTTP Basic, a UAA only with X-CF-ENCODED-CREDENTIALS.
 * Without the header, encodes them once more.
 */
function decodableBasic(headers: IncomingHttpHeaders): string | undefined {
  const { authorization } = headers
  const encoded = BASIC.exec(authorization ?? '')?.[1]
  const isEncoded = String(headers['x-cf-encoded-credentials']).toLowerCase() === 'true'
  if (encoded === undefined || isEncoded) return authorization
  const pair = Buffer.from(encoded, 'base64').toString()
  const colon = pair.indexOf(':')
  if (colon === -1) return authorization
  const parts = [pair.slice(0, colon), pair.slice(colon + 1)].map(encodeURIComponent)
  return `Basic ${Buffer.from(parts.join(':')).toString('base64')}`
}

function clientMetadata(
  clients: ProviderOptions['clients'],
  page: ProviderOptions['page'],
): ClientMetadata[] {
  return [
    ...clients.map(({ clientId, secret }) => ({
      client_id: clientId,
      client_secret: secret,
      grant_types: ['client_credentials'],
      response_types: [],
      redirect_uris: [],
    })),
    {
      client_id: page.clientId,
      client_secret: page.secret,
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code' as const],
      // Loopback addresses of a native client may have any port (RFC 8252 section 7.3).
      application_type: 'native' as const,
      redirect_uris: LOOPBACK.map((host) => `http://${host}/monitor/callback`),
      post_logout_redirect_uris: LOOPBACK.map((host) => `http://${host}/monitor/`),
    },
  ]
}

function lifetimes(tokenSeconds: number) {
  return {
    ClientCredentials: tokenSeconds,
    AccessToken: tokenSeconds,
    Session: SESSION_SECONDS,
    Grant: SESSION_SECONDS,
    RefreshToken: SESSION_SECONDS,
    Interaction: 600,
    AuthorizationCode: 60,
    IdToken: tokenSeconds,
  }
}

/** Replaces the claims of access tokens by XSUAA's. */
function xsuaaClaims(
  { user, xsappname }: ProviderOptions,
  scopesByClient: ReadonlyMap<string, readonly string[]>,
): JwtCustomizer {
  return (ctx, token, parts) => {
    if (token.clientId === undefined) return
    if (token.kind === 'AccessToken') {
      parts.header = { ...parts.header, typ: 'JWT' }
      const granted = scopesOf(user.grants, xsappname)
      const requested = [...token.scopes]
      const scopes = granted.filter((scope) => requested.includes(scope))
      Object.assign(parts.payload, personTokenClaims(user, scopes, token.clientId, xsappname))
    }
    if (token.kind !== 'ClientCredentials') return
    const own = scopesByClient.get(token.clientId) ?? []
    const requested = requestedScopes(ctx)
    const scopes = requested.length === 0 ? own : own.filter((scope) => requested.includes(scope))
    parts.header = { ...parts.header, typ: 'JWT' }
    Object.assign(parts.payload, clientTokenClaims(token.clientId, scopes, xsappname))
  }
}
