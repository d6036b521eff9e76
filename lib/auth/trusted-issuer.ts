import type { Grant } from './caller.ts'

/** Who gets a grant: any one of the lists suffices. An issuer without any grant refuses to start. */
export interface GrantRule {
  /** full names as they stand in the token's `scope`, in `ias_apis` for Cloud Identity */
  readonly scopes: readonly string[]
  /** client ids */
  readonly clients: readonly string[]
  /** values of the `groups` claim */
  readonly groups: readonly string[]
}

export type AudienceRule =
  /** `aud` must contain one of these, whole */
  | { readonly kind: 'exact'; readonly values: readonly string[] }
  /** SAP's rule, see facts of @sap/xssec: equal to, or namespaced under, client id or xsappname */
  | { readonly kind: 'xsuaa'; readonly clientId: string; readonly xsappname: string }
  /** answers of an introspection endpoint that name none; said in so many words by the configuration */
  | { readonly kind: 'unchecked' }

/** How a token of an issuer is verified. No part of it is ever taken from a token. */
export type Proof =
  /** signed with a key of this JWK set; the headers go with each fetch */
  | {
      readonly kind: 'jwks'
      readonly uri: string
      readonly headers: Readonly<Record<string, string>>
    }
  /** signed with a key of the JWK set that the issuer's discovery document names */
  | { readonly kind: 'discovery' }
  /** signed with one of these public keys (PEM), whatever key id the token names */
  | { readonly kind: 'keys'; readonly pems: readonly string[] }
  /** active by the issuer's own word (RFC 7662); the token may be opaque */
  | {
      readonly kind: 'introspection'
      readonly uri: string
      readonly clientId: string
      /** called at each use: the secret may be rotated */
      readonly clientSecret: () => string
      /** how long an answer is good for at most */
      readonly rememberSeconds: number
    }

/** A claim that marks a client's token, where the issuer's kind has no mark of its own. */
export interface ClientMark {
  readonly claim: string
  /** null = it is enough that the claim is there */
  readonly value: string | null
}

/** Whether a token must be bound to the caller's TLS certificate (RFC 8705 section 3). */
export type CertificateBinding =
  /** bindings are not looked at */
  | 'off'
  /** a token that names a certificate is accepted from its holder alone */
  | 'if-present'
  /** and a token that names none is refused */
  | 'required'

/** One issuer that is trusted, with every rule that its tokens must meet. Frozen configuration. */
export interface TrustedIssuer {
  readonly kind: 'xsuaa' | 'ias' | 'oidc' | 'jwks' | 'introspection'
  /** accepted values of `iss`, compared whole; the first one names the issuer */
  readonly issuers: readonly [string, ...string[]]
  readonly proof: Proof
  readonly algorithms: readonly string[]
  readonly audience: AudienceRule
  /** the only accepted value of `zid` (xsuaa) or `app_tid` (ias); null = not pinned */
  readonly tenant: string | null
  /** a token that names no tenant counts as one of `tenant`; another one is still refused */
  readonly tenantIsOptional?: boolean
  /** null = only the marks of the kind count */
  readonly clientMark: ClientMark | null
  readonly certificateBinding: CertificateBinding
  readonly clockToleranceSeconds: number
  readonly grants: Readonly<Record<Grant, GrantRule>>
  /** with what people log in at the page; left out where nobody does */
  readonly login?: LoginClient
}

/** The client with which people log in at the page, at an issuer that is trusted. */
export interface LoginClient {
  readonly clientId: string
  /** called at each use: the secret may be rotated */
  readonly clientSecret: () => string
  /** what is asked for beside `openid`; empty = what the issuer gives */
  readonly scope: string
  /** what each token request carries beside what OAuth demands */
  readonly tokenParameters?: Readonly<Record<string, string>>
  /** null = from the issuer's discovery document */
  readonly endpoints: LoginEndpoints | null
}

export interface LoginEndpoints {
  readonly authorization: string
  readonly token: string
  readonly keys: string
  /** where a person is logged out; null = the issuer has no such place */
  readonly logout: LogoutEndpoint | null
}

export interface LogoutEndpoint {
  readonly uri: string
  /** `oidc`: RP-Initiated Logout 1.0; `uaa`: XSUAA's own parameters */
  readonly kind: 'oidc' | 'uaa'
}
