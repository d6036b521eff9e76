import type { JWTPayload } from 'jose'
import type { GrantRule, TrustedIssuer } from '../../lib/auth/trusted-issuer.ts'
import { trustXsuaaBinding } from '../../lib/config/xsuaa-binding.ts'

/** 2026-06-01T12:00:00Z in seconds: the tests' present */
export const NOW_SECONDS = 1_780_315_200
export const TENANT = '7d1c2f6e-1111-4222-8333-944455556666'
export const APP = 'harbour-events!t77'

/** An XSUAA issuer as a binding gives it, at an address of the test. */
export function xsuaaIssuer(url: string): TrustedIssuer {
  const names = { clientid: `sb-${APP}`, xsappname: APP, tenantid: TENANT, identityzone: 'quay' }
  return trustXsuaaBinding({ ...names, url })
}

/** Claims of a client-credentials token that such an issuer accepts. */
export function clientClaims(url: string, changes: Record<string, unknown> = {}): JWTPayload {
  const client = 'sb-quay-sender!t77'
  const claims = {
    jti: '0b5c7f0e',
    sub: client,
    client_id: client,
    cid: client,
    azp: client,
    grant_type: 'client_credentials',
    scope: ['uaa.resource', `${APP}.Ingest`],
    authorities: ['uaa.resource', `${APP}.Ingest`],
    aud: ['uaa', APP, client],
    zid: TENANT,
    iss: `${url}/oauth/token`,
    iat: NOW_SECONDS - 10,
    exp: NOW_SECONDS + 3_600,
    ...changes,
  }
  // a change to undefined takes the claim away
  return JSON.parse(JSON.stringify(claims)) as JWTPayload
}

function grantRule(changes: Partial<GrantRule> = {}): GrantRule {
  return { scopes: [], clients: [], groups: [], ...changes }
}

/** An issuer of the kind oidc or jwks, with the changes of a test. */
export function plainIssuer(url: string, changes: Partial<TrustedIssuer> = {}): TrustedIssuer {
  return {
    kind: 'jwks',
    issuers: [url],
    proof: { kind: 'jwks', uri: `${url}/token_keys`, headers: {} },
    algorithms: ['RS256'],
    audience: { kind: 'exact', values: ['harbour'] },
    tenant: null,
    clientMark: null,
    certificateBinding: 'off',
    clockToleranceSeconds: 60,
    grants: {
      Ingest: grantRule({ scopes: ['events.send'], clients: ['listed-client'] }),
      Monitor: grantRule({ groups: ['watchers'] }),
      Reveal: grantRule(),
      Operate: grantRule(),
      Forget: grantRule(),
      Retention: grantRule(),
    },
    ...changes,
  }
}
