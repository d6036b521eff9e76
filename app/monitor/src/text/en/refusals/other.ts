/** Refusals because of the service, the monitor or the operations API. */
export const otherReasons = {
  queue_full: {
    title: 'Too many calls came at once',
    todo: 'Check the database: the service could not store fast enough. If this continues, add instances.',
  },
  database_unavailable: {
    title: 'The database was not available',
    todo: 'Check the database and the connection to it.',
  },
  key_store_away: {
    title: 'The key store was not available',
    todo: 'Check the database or folder of the keys (KEY_STORE). The sender repeats the call.',
  },
  not_recordable: {
    title: 'The message could not be stored',
    todo: 'Check the body from the sender, and report the code with the correlation id.',
  },
  company_invalid: {
    title: 'The company in the address is not valid',
    todo: 'Correct the end of the endpoint URL: a company has at most 64 letters, digits, dots and dashes.',
  },
  request_timeout: {
    title: 'The call was too slow',
    todo: 'Check the network between the sender and this service.',
  },
  headers_too_large: {
    title: 'The headers of the call are too large',
    todo: 'Send fewer or shorter headers, at most 64 KB.',
  },
  request_invalid: {
    title: 'A request to the operations API was not valid',
    todo: 'Correct the request as the details say.',
  },
  client_token_not_allowed: {
    title: 'A client tried to use the page',
    todo: 'Only people use the page. Clients use the operations API.',
  },
  csrf_rejected: {
    title: 'The service blocked a request from another site',
    todo: 'Open the monitor by its own address, and repeat the step there.',
  },
  login_failed: {
    title: 'A login failed',
    todo: 'Log in again. If it fails again, check the binding of the issuer.',
  },
  search_limit: {
    title: 'A user searched for people too often in one minute',
    todo: 'Wait a minute. A script should take the ids of people from its events.',
  },
  too_many_streams: {
    title: 'Too many live streams were open',
    todo: 'Close monitor tabs that nobody needs.',
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
    title: 'Too many calls ran at once',
    todo: 'Send the call again later. If this continues, add instances.',
  },
  grant_missing_elsewhere: {
    title: 'The caller lacks the role',
    todo: 'Give the caller one of the expected scopes. Then let it fetch a new token, or log in again.',
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
}
