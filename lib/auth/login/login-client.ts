/** The client with which people log in at the page, at an issuer that is trusted. */
export interface LoginClient {
  readonly clientId: string
  readonly clientSecret: string
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
