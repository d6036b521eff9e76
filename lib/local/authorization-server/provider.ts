import { randomBytes } from 'node:crypto'
import type { EventEmitter } from 'node:events'
import { errors, type KoaContextWithOIDC, Provider } from 'oidc-provider'
import { boundedAdapter } from './bounded-adapter.ts'
import type { SigningKey } from './signing-key.ts'
import { clientTokenClaims, type LocalClient, scopesOf } from './xsuaa-layout.ts'

export interface ProviderOptions {
  /** such as `http://localhost:4005` */
  readonly url: string
  readonly xsappname: string
  readonly clients: readonly LocalClient[]
  readonly signingKey: SigningKey
  readonly tokenSeconds: number
  readonly onError: (error: Error) => void
}

const DISCOVERY = '/.well-known/openid-configuration'
const TOKEN = '/oauth/token'

/** oidc-provider, laid out as XSUAA: its paths, its claims, its answer. */
export function xsuaaLikeProvider(options: ProviderOptions): Provider {
  const { url, xsappname, clients, tokenSeconds, onError } = options
  const scopesByClient = new Map(
    clients.map((client) => [client.clientId, scopesOf(client, xsappname)]),
  )
  const provider = new Provider(`${url}${TOKEN}`, {
    adapter: boundedAdapter(),
    jwks: { keys: [options.signingKey] },
    routes: { token: TOKEN, jwks: '/token_keys', authorization: '/oauth/authorize' },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    clients: clients.map(({ clientId, secret }) => ({
      client_id: clientId,
      client_secret: secret,
      grant_types: ['client_credentials'],
      response_types: [],
      redirect_uris: [],
    })),
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
      resourceIndicators: {
        enabled: true,
        defaultResource: () => url,
        getResourceServerInfo: (ctx, _resource, client) => {
          const scopes = scopesByClient.get(client.clientId) ?? []
          refuseForeignScopes(askedScopes(ctx), scopes)
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
    ttl: { ClientCredentials: tokenSeconds },
    formats: {
      customizers: {
        jwt: (ctx, token, parts) => {
          if (token.kind !== 'ClientCredentials' || token.clientId === undefined) return
          const own = scopesByClient.get(token.clientId) ?? []
          const asked = askedScopes(ctx)
          const scopes = asked.length === 0 ? own : own.filter((scope) => asked.includes(scope))
          parts.header = { ...parts.header, typ: 'JWT' }
          Object.assign(parts.payload, clientTokenClaims(token.clientId, scopes, xsappname))
        },
      },
    },
  })
  const events: EventEmitter = provider
  events.on('error', onError)
  provider.on('server_error', (_ctx, error) => onError(error))
  answerAsXsuaa(provider)
  return provider
}

/** The scopes that a token request asks for; a blank field asks for none in particular. */
function askedScopes(ctx: KoaContextWithOIDC): readonly string[] {
  const asked = ctx.oidc.params?.scope
  return typeof asked === 'string' ? asked.split(' ').filter((name) => name !== '') : []
}

/** XSUAA refuses a scope that the client cannot have, instead of leaving it out. */
function refuseForeignScopes(asked: readonly string[], scopes: readonly string[]): void {
  const foreign = asked.find((name) => name !== 'uaa.resource' && !scopes.includes(name))
  if (foreign !== undefined) throw new errors.InvalidScope('scope is not allowed', foreign)
}

/** The discovery document stands below the issuer too, and a token's type is written `bearer`. */
function answerAsXsuaa(provider: Provider): void {
  provider.use(async (ctx, next) => {
    if (ctx.path === `${TOKEN}${DISCOVERY}`) ctx.path = DISCOVERY
    await next()
    const answer = ctx.body as { token_type?: string; scope?: string } | null | undefined
    if (ctx.path === TOKEN && answer?.token_type === 'Bearer') answer.token_type = 'bearer'
  })
}
