import type { Grant } from './caller.ts'

/** One match in any list gives the grant. An issuer without any grant is a configuration error. */
export interface GrantRule {
  /** full names in the claim `scope` (`ias_apis` for Cloud Identity) */
  readonly scopes: readonly string[]
  /** client ids */
  readonly clients: readonly string[]
  /** values of the claim `groups` */
  readonly groups: readonly string[]
}

export type AudienceRule =
  /** `aud` must contain one of these values */
  | { readonly kind: 'exact'; readonly values: readonly string[] }
  /** the rule of @sap/xssec: `aud` equals client id or xsappname, or begins with one and a dot */
  | { readonly kind: 'xsuaa'; readonly clientId: string; readonly xsappname: string }
  /** the introspection endpoint returns no `aud`; must be configured explicitly */
  | { readonly kind: 'unchecked' }

/** How tokens of an issuer are verified. Nothing of it comes from a token. */
export type Proof =
  /** signed with a key of this JWK set; `headers` are sent with each fetch */
  | {
      readonly kind: 'jwks'
      readonly uri: string
      readonly headers: Readonly<Record<string, string>>
    }
  /** signed with a key of the JWK set in the issuer's discovery document */
  | { readonly kind: 'discovery' }
  /** signed with one of these public keys (PEM), whatever its key id */
  | { readonly kind: 'keys'; readonly pems: readonly string[] }
  /** active by introspection (RFC 7662); the token may be opaque */
  | {
      readonly kind: 'introspection'
      readonly uri: string
      readonly clientId: string
      /** called at each use: the secret may be rotated */
      readonly clientSecret: () => string
      /** longest cache time of an answer */
      readonly rememberSeconds: number
    }

/** A claim that marks tokens of clients. */
export interface ClientMark {
  readonly claim: string
  /** null = any value */
  readonly value: string | null
}

/** Whether tokens must be bound to the client's TLS certificate (RFC 8705 section 3). */
export type CertificateBinding =
  /** bindings are ignored */
  | 'off'
  /** a bound token needs its certificate */
  | 'if-present'
  /** tokens without a binding are refused */
  | 'required'

/** A trusted issuer with all rules for its tokens. */
export interface TrustedIssuer {
  readonly kind: 'xsuaa' | 'ias' | 'oidc' | 'jwks' | 'introspection'
  /** accepted values of `iss`, compared whole; the first one names the issuer */
  readonly issuers: readonly [string, ...string[]]
  readonly proof: Proof
  readonly algorithms: readonly string[]
  readonly audience: AudienceRule
  /** the only accepted `zid` (xsuaa) or `app_tid` (ias); null = any */
  readonly tenant: string | null
  /** accept tokens without a tenant claim */
  readonly tenantIsOptional?: boolean
  /** null = only the marks of the kind count */
  readonly clientMark: ClientMark | null
  readonly certificateBinding: CertificateBinding
  readonly clockToleranceSeconds: number
  readonly grants: Readonly<Record<Grant, GrantRule>>
  /** the client for logins at the monitor; absent = no login */
  readonly login?: LoginClient
}

export interface LoginClient {
  readonly clientId: string
  /** called at each use: the secret may be rotated */
  readonly clientSecret: () => string
  /** scopes besides `openid`; empty = the issuer's default */
  readonly scope: string
  /** further parameters of each token request */
  readonly tokenParameters?: Readonly<Record<string, string>>
  /** null = from the discovery document */
  readonly endpoints: LoginEndpoints | null
}

export interface LoginEndpoints {
  readonly authorization: string
  readonly token: string
  readonly keys: string
  /** null = the issuer has no logout endpoint */
  readonly logout: LogoutEndpoint | null
}

export interface LogoutEndpoint {
  readonly uri: string
  /** `oidc`: RP-Initiated Logout 1.0; `uaa`: XSUAA's own parameters */
  readonly kind: 'oidc' | 'uaa'
}
