/**
 * Ingest sends events; Monitor reads masked data; Reveal reads all data; Operate acts; Forget erases a
 * person; Retention is for SAP Data Privacy Integration.
 */
export type Grant = 'Ingest' | 'Monitor' | 'Reveal' | 'Operate' | 'Forget' | 'Retention'

export interface CallerId {
  /** the configured issuer string */
  readonly issuer: string
  readonly clientId: string
  /** zid or app_tid; empty if the issuer has none */
  readonly tenant: string
}

export interface NamedCaller extends CallerId {
  /** display name */
  readonly name: string | null
}

/** The authenticated client behind a call. */
export interface Caller extends CallerId {
  readonly grants: ReadonlySet<Grant>
  /** all scopes of the token, also those that grant nothing */
  readonly scopes: readonly string[]
  /** true for a person's token, which can never send events */
  readonly person: boolean
  /** the person's name; null for a client, or if the token has none */
  readonly user: string | null
  /** SHA-256 (base64url) of the certificate that each call must present; null = none */
  readonly certificate: string | null
}
