/** A user or client with a secret at a token server. */
export interface Account {
  readonly id: string
  readonly secret: string
}

/** Tokens of one kind, as their owners fetch them. */
export interface TokenSource {
  /** client ids */
  readonly sender: string
  readonly stranger: string
  readonly operator: string
  /** of a client for itself, by client credentials */
  ofClient(clientId: string, scope: string): Promise<string>
  /** of a person who uses the sender's application */
  ofPerson(scope: string): Promise<string>
  /** makes the server itself forget a token */
  revoke(token: string): Promise<void>
}

/** A running token server of others. */
export interface TokenServer {
  /** with its version */
  readonly name: string
  /** as it stands in the tokens */
  readonly issuer: string
  readonly jwksUri: string
  readonly introspectionUri: string
  /** `aud` of its signed tokens */
  readonly audience: string
  /** `aud` of its introspection answers; false = they have none */
  readonly introspectedAudience: string | false
  /** tokens whose signature can be checked */
  readonly signed: TokenSource
  /** tokens that are asked about; opaque where the server has those */
  readonly introspected: TokenSource
  /** clients that may ask about tokens */
  readonly receivers: Receivers
  stop(): Promise<void>
}

export interface Receivers {
  /** letters and digits alone */
  readonly plain: Account
  /** name and secret hold what generated ones hold: RFC 6749 section 2.3.1 encodes it, many servers never decode */
  readonly hyphenated: Account
}

export const scopes = {
  ingest: 'events.ingest',
  monitor: 'events.monitor',
  /** grants nothing here */
  other: 'events.other',
} as const

/** A token server of others that Debian has. */
export interface Installable {
  /** the first one names it */
  readonly packages: readonly [string, ...string[]]
  start(place: Place): Promise<TokenServer>
}

/** Where a new server may live. */
export interface Place {
  /** of its package */
  readonly version: string
  /** its own, empty */
  readonly folder: string
  readonly port: number
}
