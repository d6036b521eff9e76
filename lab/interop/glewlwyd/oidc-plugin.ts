import { generateKeyPairSync } from 'node:crypto'

/** The instance that issues the tokens: its name is part of all its addresses. */
export const PLUGIN = 'oidc'

/** Callers of the introspection endpoint with an access token need this scope. */
export const INTROSPECTION_SCOPE = 'tokens.introspect'

/** The plugin instance that issues tokens, as the admin API wants it. */
export function oidcPlugin(issuer: string): object {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  return {
    module: 'oidc',
    name: PLUGIN,
    display_name: PLUGIN,
    parameters: {
      iss: issuer,
      'jwt-type': 'rsa',
      'jwt-key-size': '256',
      key: privateKey,
      cert: publicKey,
      'jwks-show': true,
      'access-token-duration': 3_600,
      'refresh-token-duration': 3_600,
      'code-duration': 60,
      'subject-type': 'public',
      // client_credentials is none of OpenID Connect's grants
      'allow-non-oidc': true,
      'auth-type-client-enabled': true,
      'auth-type-code-enabled': true,
      // Without resources, `aud` is the list of scopes.
      'resource-allowed': true,
      'resource-client-property': 'resource',
      'resource-scope-and-client-property': false,
      'introspection-revocation-allowed': true,
      'introspection-revocation-allow-target-client': true,
      // Without a scope here, a client in the Basic header may ask about its own tokens alone.
      'introspection-revocation-auth-scope': [INTROSPECTION_SCOPE],
    },
  }
}
