/** What a caller may do. Ingest sends; Monitor sees, masked; Reveal sees all; Operate acts. */
export type Grant = 'Ingest' | 'Monitor' | 'Reveal' | 'Operate'

/** The authenticated client behind a call. */
export interface Caller {
  /** name of the issuer's entry: its configured issuer string */
  readonly issuer: string
  readonly clientId: string
  /** zid or app_tid; empty where the issuer has none */
  readonly tenant: string
  readonly grants: ReadonlySet<Grant>
  /** true for a person's token: it never opens the ingest path */
  readonly person: boolean
  /** who the person is; null for a client, and where the token does not say */
  readonly user: string | null
}
