/** How a call must end. */
export interface Expectation {
  /** null = the connection is cut without an answer */
  readonly status: number | null
  /** in the body of the answer; null = it has none */
  readonly code: string | null
  /** the error of WWW-Authenticate: bare = a challenge without one; none = no challenge */
  readonly challenge: Challenge
  /** what its refusal is kept as; null = it is no refusal */
  readonly refused: string | null
  /** the state of its stored message */
  readonly kept: 'recorded' | 'undecodable' | 'nothing'
}

type Challenge = 'none' | 'bare' | 'invalid_request' | 'invalid_token' | 'insufficient_scope'

type Answered = readonly [status: number | null, challenge?: Challenge]

/** RFC 6750 section 3.1, RFC 9110 section 15: status and challenge of each code. */
const REFUSED = {
  token_missing: [401, 'bare'],
  request_malformed: [400, 'invalid_request'],
  token_malformed: [401, 'invalid_token'],
  token_issuer_unknown: [401, 'invalid_token'],
  token_algorithm: [401, 'invalid_token'],
  token_key_unknown: [401, 'invalid_token'],
  token_signature: [401, 'invalid_token'],
  token_expired: [401, 'invalid_token'],
  token_not_yet_valid: [401, 'invalid_token'],
  token_claims: [401, 'invalid_token'],
  token_audience: [401, 'invalid_token'],
  token_tenant: [401, 'invalid_token'],
  token_certificate: [401, 'invalid_token'],
  user_token_not_allowed: [403, 'insufficient_scope'],
  grant_missing: [403, 'insufficient_scope'],
  caller_company: [403, 'insufficient_scope'],
  caller_path: [403, 'insufficient_scope'],
  jwks_unavailable: [503],
  company_invalid: [400],
  body_too_large: [413],
} as const satisfies Record<string, Answered>

/** Codes of bodies that were read: the message waits to be decoded again. */
const UNDECODABLE = {
  body_empty: 400,
  body_encoding: 400,
  content_type: 415,
  xml_malformed: 400,
  xml_doctype: 400,
  xml_limit: 400,
  content_limit: 400,
  json_malformed: 400,
  csv_malformed: 400,
  event_type_missing: 400,
  events_not_found: 400,
  place_invalid: 400,
  multipart_malformed: 400,
  form_malformed: 400,
  not_an_external_event: 400,
} as const

const plain = { code: null, challenge: 'none', refused: null, kept: 'nothing' } as const

/** Ends that have no code of their own. */
const OTHERS = {
  /** taken, and its message with it */
  accepted: { ...plain, status: 200, kept: 'recorded' },
  /** an empty call with a good token */
  'empty call': { ...plain, status: 200 },
  not_found: { ...plain, status: 404, code: 'not_found' },
  method: { ...plain, status: 405 },
  /** a path that cannot be decoded never reaches a route */
  path_malformed: {
    ...plain,
    status: 400,
    code: 'request_malformed',
    refused: 'request_malformed',
  },
  /** no HTTP/1.1, or none that one reader and the next understand alike */
  unreadable: { ...plain, status: 400, refused: 'request_malformed' },
  headers_too_large: { ...plain, status: 431, refused: 'headers_too_large' },
  request_timeout: { ...plain, status: 408, refused: 'request_timeout' },
  expectation: { ...plain, status: 417 },
  cut: { ...plain, status: null },
} as const satisfies Record<string, Expectation>

export type End = keyof typeof REFUSED | keyof typeof UNDECODABLE | keyof typeof OTHERS

export function expectationOf(end: End): Expectation {
  if (end in OTHERS) return OTHERS[end as keyof typeof OTHERS]
  if (end in UNDECODABLE) {
    const status = UNDECODABLE[end as keyof typeof UNDECODABLE]
    return { status, code: end, challenge: 'none', refused: end, kept: 'undecodable' }
  }
  const [status, challenge = 'none']: Answered = REFUSED[end as keyof typeof REFUSED]
  return { status, code: end, challenge, refused: end, kept: 'nothing' }
}
