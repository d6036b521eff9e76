/** Refusals because of the token or the rights of the caller. */
export const tokenReasons = {
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
    todo: 'Set the event connector to OAuth 2.0 client credentials, with the token URL, client id and secret of a service key. This service does not accept Basic. SAP removed it from its own APIs on 20 November 2026.',
  },
  token_missing_other: {
    title: 'The call used another scheme than Bearer',
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
    title: 'The signature algorithm of the token is not allowed',
    todo: 'Change the algorithm at the issuer, or allow it for this issuer in TRUSTED_ISSUERS.',
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
    title: 'The token lacks required claims',
    todo: 'Let the issuer add the claims that the details name.',
  },
  token_audience: {
    title: 'The token is for another audience',
    todo: 'Use a client of this service (service key), or change audience in TRUSTED_ISSUERS.',
  },
  token_tenant: {
    title: 'The token is from another tenant',
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
    title: 'The token belongs to a user, not to a client',
    todo: 'Set the event connector to client credentials: SuccessFactors must not call as a user.',
  },
  grant_missing: {
    title: 'The caller lacks the role',
    todo: 'Give the client the role Ingest: in authorities of xs-security.json, or under grants in TRUSTED_ISSUERS. Then let it fetch a new token.',
  },
  caller_company: {
    title: 'The caller may not send for this company',
    todo: 'Correct the company in the endpoint URL, or allow it for the caller in CALLERS.',
  },
  caller_path: {
    title: 'The caller may not use this address',
    todo: 'Correct the endpoint URL, or allow this path for the caller in CALLERS.',
  },
  jwks_unavailable: {
    title: 'The keys of the issuer could not be fetched',
    todo: 'Check whether this service reaches the issuer. It keeps trying.',
  },
  introspection_unavailable: {
    title: 'The introspection of the token failed',
    todo: 'Check the address and the credentials of the introspection. The service keeps trying.',
  },
}
