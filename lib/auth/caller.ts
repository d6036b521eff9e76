/** What a caller may do. Ingest sends; Monitor sees, masked; Reveal sees all; Operate acts. */
export type Grant = 'Ingest' | 'Monitor' | 'Reveal' | 'Operate'

/** What a client is known by. */
export interface CallerId {
  /** name of the issuer's entry: its configured issuer string */
  readonly issuer: string
  readonly clientId: string
  /** zid or app_tid; empty where the issuer has none */
  readonly tenant: string
}

/** What a client is known by, and what people call it. */
export interface NamedCaller extends CallerId {
  /** null = it has no name beside its id */
  readonly name: string | null
}

/** The authenticated client behind a call. */
export interface Caller extends CallerId {
  readonly grants: ReadonlySet<Grant>
  /** the scopes of the token, whether they grant anything or not */
  readonly scopes: readonly string[]
  /** true for a person's token: it never opens the ingest path */
  readonly person: boolean
  /** who the person is; null for a client, and where the token does not say */
  readonly user: string | null
  /** SHA-256 (base64url) of the certificate that each call has to show; null = none */
  readonly certificate: string | null
}
