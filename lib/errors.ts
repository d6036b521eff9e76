/**
 * Every error of this project that a caller, an operator or a developer may meet.
 * The code is stable and for machines; the message is for people: what was expected, what came,
 * what to do. Neither ever holds a token, a secret or personal data.
 */
export type ErrorCode =
  | AuthErrorCode
  | DecodeErrorCode
  | OperationsErrorCode
  | 'config_invalid'
  | 'binding_unreadable'
  | 'binding_changed'
  | 'node_version'
  | 'packages_missing'
  | 'port_in_use'
  | 'not_started'
  | 'handler_invalid'
  | 'handler_start_failed'
  | 'type_no_longer_taken'
  | 'person_returned'
  | 'secret_missing'
  | 'binding_missing'
  | 'database_unavailable'
  | 'database_schema_newer'
  | 'database_settings'
  | 'database_pooler'
  | 'database_login'
  | 'database_unknown'
  | 'database_tls'
  | 'database_rights'
  | 'company_invalid'
  | 'webhook_origin'
  | 'queue_full'
  | 'local_postgres'
  | 'local_data_in_use'
  | 'not_recordable'
  | 'lease_lost'
  | 'login_failed'
  | 'too_many_logins'
  | 'issuer_unavailable'
  | 'once_invalid'
  | 'destination_unknown'
  | 'destination_invalid'
  | 'keys_missing'
  | 'key_store_away'
  | 'key_store_wrong'
  | 'master_key_unknown'
  | 'master_key_away'
  | 'report_invalid'
  | 'internal'

/** Answered as 400, 401, 403 or 503 on the ingest path (RFC 6750 section 3.1). */
export type AuthErrorCode =
  | 'token_missing'
  | 'request_malformed'
  | 'token_malformed'
  | 'token_issuer_unknown'
  | 'token_algorithm'
  | 'token_key_unknown'
  | 'token_signature'
  | 'token_expired'
  | 'token_not_yet_valid'
  | 'token_claims'
  | 'token_audience'
  | 'token_tenant'
  | 'token_certificate'
  | 'token_inactive'
  | 'user_token_not_allowed'
  | 'client_token_not_allowed'
  | 'grant_missing'
  | 'caller_company'
  | 'caller_path'
  | 'jwks_unavailable'
  | 'introspection_unavailable'
  | 'session_expired'
  | 'csrf_rejected'

/** Answered as 400 or 415; the message is kept in state UNDECODABLE where its body was read. */
export type DecodeErrorCode =
  | 'body_empty'
  | 'body_too_large'
  | 'body_encoding'
  | 'content_type'
  | 'xml_malformed'
  | 'xml_doctype'
  | 'xml_limit'
  | 'content_limit'
  | 'json_malformed'
  | 'csv_malformed'
  | 'event_type_missing'
  | 'events_not_found'
  | 'place_invalid'
  | 'multipart_malformed'
  | 'form_malformed'
  | 'not_an_external_event'
  | 'cloudevent_invalid'

/** Reason of a refused action on a delivery. */
export type ActionRefusal =
  | 'not_found'
  | 'running'
  | 'not_failed'
  | 'no_longer_in_lane'
  | 'not_done'
  | 'already_open'
  | 'already_done'
  | 'edited_meanwhile'
  | 'rerun_meanwhile'
  | 'not_scheduled'
  | 'audit_entry'
  | 'erasure_notice'
  | 'forgotten'

/** Answered by the operations API as 400, 404, 409, 429 or 503. */
export type OperationsErrorCode =
  | ActionRefusal
  | 'request_invalid'
  | 'handler_unknown'
  | 'client_unknown'
  | 'already_held'
  | 'not_held'
  | 'not_all_held'
  | 'held_again'
  | 'handler_retired'
  | 'not_undecodable'
  | 'still_undecodable'
  | 'not_discarded'
  | 'action_ended'
  | 'event_unreadable'
  | 'body_unreadable'
  | 'search_limit'
  | 'forget_limit'
  | 'legal_hold'
  | 'legal_hold_exists'
  | 'no_legal_hold'
  | 'already_forgotten'
  | 'not_forgettable'
  | 'report_pending'
  | 'too_many_streams'

export class ReceiverError extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ReceiverError'
    this.code = code
  }
}
