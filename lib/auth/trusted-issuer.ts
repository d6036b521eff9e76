import type { Grant } from './caller.ts'

/** Who gets a grant: any one of the lists suffices. An issuer without any grant refuses to start. */
export interface GrantRule {
  /** full scope names as they stand in the token */
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

/** One issuer that is trusted, with every rule that its tokens must meet. Frozen configuration. */
export interface TrustedIssuer {
  readonly kind: 'xsuaa' | 'oidc' | 'jwks'
  /** accepted values of `iss`, compared whole; the first one names the issuer */
  readonly issuers: readonly [string, ...string[]]
  /** where the keys are; null = from the issuer's discovery document (kind oidc) */
  readonly jwksUri: string | null
  readonly algorithms: readonly string[]
  readonly audience: AudienceRule
  /** the only value of `zid` (xsuaa) that is accepted; null = not pinned (other kinds) */
  readonly tenant: string | null
  readonly clockToleranceSeconds: number
  readonly grants: Readonly<Record<Grant, GrantRule>>
}
