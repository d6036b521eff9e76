import { scopes, type TokenServer, type TokenSource } from './token-server.ts'

/** One way of trusting a server. */
export interface Trial {
  readonly title: string
  /** an entry of TRUSTED_ISSUERS */
  readonly trusted: Readonly<Record<string, unknown>>
  readonly source: TokenSource
  readonly grantedBy: 'scope' | 'client'
  readonly asksServer: boolean
  /** a good token alone; everything else was tried with another client of ours */
  readonly brief: boolean
}

/** Every kind of issuer that a server can be. */
export function trialsOf(server: TokenServer): readonly Trial[] {
  const { issuer, audience, jwksUri, signed, introspected, receivers } = server
  const Monitor = { scope: scopes.monitor }
  const byScope = { Ingest: { scope: scopes.ingest }, Monitor }
  const byClient = { Ingest: { clients: [signed.sender] }, Monitor }
  const asked = ({ id, secret }: typeof receivers.plain) => ({
    kind: 'introspection',
    issuer,
    introspectionUri: server.introspectionUri,
    clientId: id,
    clientSecret: secret,
    audience: server.introspectedAudience,
    // Without a cache, a revoked token is refused at once.
    rememberSeconds: 0,
    grants: byScope,
  })
  const bySignature = { source: signed, asksServer: false, brief: false }
  const byAsking = { source: introspected, asksServer: true, grantedBy: 'scope' as const }
  return [
    {
      ...bySignature,
      title: 'kind oidc: keys by discovery, Ingest by scope',
      trusted: { kind: 'oidc', issuer, audience, grants: byScope },
      grantedBy: 'scope',
    },
    {
      ...bySignature,
      title: 'kind jwks: the same keys, Ingest by client',
      trusted: { kind: 'jwks', issuer, audience, jwksUri, grants: byClient },
      grantedBy: 'client',
    },
    {
      ...byAsking,
      title: 'kind introspection: HTTP Basic, Ingest by scope',
      trusted: asked(receivers.plain),
      brief: false,
    },
    {
      ...byAsking,
      title: `kind introspection: our client there is ${receivers.hyphenated.id}`,
      trusted: asked(receivers.hyphenated),
      brief: true,
    },
  ]
}
