import type { AuthErrorCode, DecodeErrorCode } from '../../../../../lib/api/refusal.ts'

/** One reason of a refusal: its name, and what to change. */
export interface RefusalReason {
  readonly title: string
  readonly todo: string
}

/** Codes of calls to the ingest path: each needs its text. */
type IngestCode =
  | Exclude<AuthErrorCode, 'session_expired' | 'csrf_rejected' | 'client_token_not_allowed'>
  | DecodeErrorCode
  | 'company_invalid'
  | 'queue_full'
  | 'database_unavailable'
  | 'not_recordable'

/**
 * By the code of the refusal; calls without a token also by what they brought instead, and calls to
 * other paths than those for events as `_elsewhere`.
 */
export const refusalReasons = {
  token_missing: {
    title: 'No token came with the call',
    todo: 'Set the event connector to OAuth 2.0 client credentials, with the token URL, client id and secret of a service key.',
  },
  token_missing_none: {
    title: 'The call came without an Authorization header',
    todo: 'Set the event connector to OAuth 2.0 client credentials, with the token URL, client id and secret of a service key. If it is set so, find the proxy that removes the header.',
  },
  token_missing_basic: {
    title: 'The call came with a user name and password (Basic)',
    todo: 'Set the event connector to OAuth 2.0 client credentials, with the token URL, client id and secret of a service key. SAP removed Basic authentication for its own APIs on 20 November 2026, and this service does not accept it.',
  },
  token_missing_other: {
    title: 'The call came with another scheme than Bearer',
    todo: 'Set the event connector to OAuth 2.0 client credentials: the Authorization header must be “Bearer”, one blank and the token.',
  },
  request_malformed: {
    title: 'The Authorization header cannot be read',
    todo: 'The call needs exactly one Authorization header with “Bearer” and a token. Check whether a proxy changes it.',
  },
  token_malformed: {
    title: 'The token cannot be read',
    todo: 'Let the token URL issue signed JWTs. Opaque tokens need an issuer of the kind introspection in TRUSTED_ISSUERS.',
  },
  token_issuer_unknown: {
    title: 'The issuer of the token is not trusted',
    todo: 'Check the token URL in the event connector, or add the issuer to TRUSTED_ISSUERS.',
  },
  token_algorithm: {
    title: 'The token is signed in a way that is not allowed',
    todo: 'Change the signature at the issuer, or allow its algorithm for this issuer in TRUSTED_ISSUERS.',
  },
  token_key_unknown: {
    title: 'The issuer does not have the key of the token (any more)',
    todo: 'Fetch a new token. If that does not help, the token URL belongs to another issuer: correct it in the event connector.',
  },
  token_signature: {
    title: 'The signature of the token does not match',
    todo: 'Check the token URL in the event connector: this issuer did not sign the token, or it was changed on its way.',
  },
  token_expired: {
    title: 'The token has expired',
    todo: 'Check the clocks, and how long tokens of the issuer are valid.',
  },
  token_not_yet_valid: {
    title: 'The token is not valid yet',
    todo: 'Check whether the clocks of the issuer and of this service agree.',
  },
  token_claims: {
    title: 'The token lacks what is needed',
    todo: 'Let the issuer write the claims into the token that the details name.',
  },
  token_audience: {
    title: 'The token is meant for somebody else',
    todo: 'Use a client of this service (service key), or change audience in TRUSTED_ISSUERS.',
  },
  token_tenant: {
    title: 'The token is of another tenant',
    todo: 'Use the token URL of the subaccount to which this service belongs.',
  },
  token_certificate: {
    title: 'The token belongs to another certificate',
    todo: 'Send with the certificate that fetched the token, and use the address with “.cert.”.',
  },
  token_inactive: {
    title: 'The issuer says that the token is not valid',
    todo: 'Fetch a new token. Check whether the client is blocked at the issuer.',
  },
  user_token_not_allowed: {
    title: 'The token is of a person, not of a client',
    todo: 'Set the event connector to client credentials: SuccessFactors must not call as a user.',
  },
  grant_missing: {
    title: 'The caller lacks the role',
    todo: 'Give the client the role Ingest: in authorities of xs-security.json, or under grants in TRUSTED_ISSUERS. Then let it fetch a new token.',
  },
  caller_company: {
    title: 'The caller may not send for this company',
    todo: 'Correct the company in the endpoint URL, or allow it to the caller in CALLERS.',
  },
  caller_path: {
    title: 'The caller may not use this address',
    todo: 'Correct the endpoint URL, or allow this path to the caller in CALLERS.',
  },
  jwks_unavailable: {
    title: 'The keys of the issuer could not be fetched',
    todo: 'Check whether this service reaches the issuer. It keeps trying.',
  },
  introspection_unavailable: {
    title: 'The issuer could not be asked about the token',
    todo: 'Check the address and the credentials of the introspection. The service keeps trying.',
  },
  body_empty: {
    title: 'The body is empty',
    todo: 'Find the proxy that removes the body on its way.',
  },
  body_too_large: {
    title: 'The body is too large',
    todo: 'Send smaller messages, or raise BODY_LIMIT_MB.',
  },
  body_encoding: {
    title: 'The encoding of the body is not known',
    todo: 'Send the body uncompressed or with gzip.',
  },
  content_type: {
    title: 'The content type is not known',
    todo: 'Send SOAP as text/xml or application/soap+xml, or JSON as application/json.',
  },
  xml_malformed: {
    title: 'The XML is broken',
    todo: 'Check whether a proxy changes the body, and the template of the sender. The body was kept.',
  },
  xml_doctype: {
    title: 'The XML has a DOCTYPE, which is not allowed',
    todo: 'Check who calls: SuccessFactors sends no DOCTYPE.',
  },
  xml_limit: {
    title: 'The XML is nested or split too much',
    todo: 'Check who calls: SuccessFactors sends no XML like this.',
  },
  json_malformed: {
    title: 'The JSON is broken',
    todo: 'Check the template in Integration Center. The body was kept.',
  },
  csv_malformed: {
    title: 'The CSV is broken',
    todo: 'Check the output format in Integration Center. The body was kept.',
  },
  event_type_missing: {
    title: 'The address names no event type',
    todo: 'Add the event type to the endpoint URL as the details say. The body was kept.',
  },
  events_not_found: {
    title: 'No events stand where they were expected',
    todo: 'Correct the place of the events in the endpoint URL, or the template of the sender. The body was kept.',
  },
  place_invalid: {
    title: 'The address names a place that cannot be one',
    todo: 'Correct the endpoint URL as the details say. The body was kept.',
  },
  multipart_malformed: {
    title: 'The multipart body is broken',
    todo: 'Send the body as one part, or correct the boundary. The body was kept.',
  },
  form_malformed: {
    title: 'The form cannot be read',
    todo: 'Send the body as XML or JSON instead of a form, or correct the form. The body was kept.',
  },
  not_an_external_event: {
    title: 'The body is no event of SuccessFactors',
    todo: 'Check the event or message that the sender is set up for. The body was kept.',
  },
  cloudevent_invalid: {
    title: 'The CloudEvent lacks something',
    todo: 'Let the sender set specversion 1.0, id, source and type. The body was kept.',
  },
  webhook_origin: {
    title: 'A sender that is not configured asked whether it may send',
    todo: 'If you know the sender, add its whole name to WEBHOOK_ORIGINS.',
  },
  queue_full: {
    title: 'Too many calls came at once',
    todo: 'Check the database: the service could not store fast enough. If it stays so, add instances.',
  },
  database_unavailable: {
    title: 'The database was away',
    todo: 'Check the database and the connection to it.',
  },
  not_recordable: {
    title: 'The message could not be stored',
    todo: 'Look at the body that the sender sends, and report the code with the correlation id.',
  },
  company_invalid: {
    title: 'The company in the address cannot be one',
    todo: 'Correct the end of the endpoint URL: a company has up to 64 letters, digits, dots and dashes.',
  },
  request_timeout: {
    title: 'The call came too slowly',
    todo: 'Check the network between the sender and this service.',
  },
  headers_too_large: {
    title: 'The headers of the call are too large',
    todo: 'Send fewer or shorter headers: 64 KB fit.',
  },
  request_invalid: {
    title: 'A request to the operations API was not valid',
    todo: 'Correct the request as the details say.',
  },
  client_token_not_allowed: {
    title: 'A client tried to use the page',
    todo: 'Let people log in to the page; clients use the operations API.',
  },
  csrf_rejected: {
    title: 'A request of another page was stopped',
    todo: 'Open the monitor by its own address, and repeat the step there.',
  },
  login_failed: {
    title: 'A login failed',
    todo: 'Log in again. If it fails again, look at the binding of the issuer.',
  },
  search_limit: {
    title: 'Somebody searched for people too often in a minute',
    todo: 'Wait a minute. A script looks people up by their id in the events that it has.',
  },
  too_many_streams: {
    title: 'Too many live streams were open',
    todo: 'Close tabs of the monitor that nobody needs.',
  },
  too_many_logins: {
    title: 'Too many people logged in at once',
    todo: 'Log in again in a minute.',
  },
  token_missing_elsewhere: {
    title: 'No token came with the call',
    todo: 'Send a token of a client with the role Monitor, or log in to the monitor.',
  },
  request_malformed_elsewhere: {
    title: 'The request cannot be read',
    todo: 'Check the program that calls this address: its request or its Authorization header cannot be read.',
  },
  queue_full_elsewhere: {
    title: 'Too many calls were under way',
    todo: 'Send the call again later. If it stays so, add instances.',
  },
  grant_missing_elsewhere: {
    title: 'The caller lacks the role',
    todo: 'Give the caller one of the scopes that are expected. Then let it fetch a new token, or log in again.',
  },
  token_issuer_unknown_elsewhere: {
    title: 'The issuer of the token is not trusted',
    todo: 'Check the token URL that the caller uses, or add the issuer to TRUSTED_ISSUERS.',
  },
  token_key_unknown_elsewhere: {
    title: 'The issuer does not have the key of the token (any more)',
    todo: 'Fetch a new token. If that does not help, check the token URL that the caller uses.',
  },
  token_signature_elsewhere: {
    title: 'The signature of the token does not match',
    todo: 'Check the token URL that the caller uses: this issuer did not sign the token, or it was changed on its way.',
  },
} satisfies Readonly<Record<IngestCode, RefusalReason> & Record<string, RefusalReason>>
