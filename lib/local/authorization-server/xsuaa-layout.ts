import type { Grant } from '../../auth/caller.ts'

/** The subaccount that local tokens claim to come from. */
export const localTenant = '10ca1000-0000-4000-8000-000000000001'

/** Its subdomain. */
export const localZone = 'local'

/** What the service is called at the local authorization server. */
export const LOCAL_XSAPPNAME = 'sf-event-receiver!t1'

/** A client of the local token endpoint and what its tokens may do. */
export interface LocalClient {
  readonly clientId: string
  readonly secret: string
  readonly grants: readonly Grant[]
}

/** The credentials that a binding to this authorization server would have in VCAP_SERVICES. */
export interface LocalXsuaaCredentials {
  readonly clientid: string
  readonly clientsecret: string
  readonly xsappname: string
  readonly url: string
  readonly uaadomain: string
  readonly tenantid: string
  readonly identityzone: string
  readonly tenantmode: 'dedicated'
}

export function localXsuaaCredentials(
  url: string,
  xsappname: string,
  clientSecret: string,
): LocalXsuaaCredentials {
  return {
    clientid: `sb-${xsappname}`,
    clientsecret: clientSecret,
    xsappname,
    url,
    uaadomain: new URL(url).host,
    tenantid: localTenant,
    identityzone: localZone,
    tenantmode: 'dedicated',
  }
}

/** Full names of the scopes of grants, as `xs-security.json` declares them. */
export function scopesOf(grants: readonly Grant[], xsappname: string): readonly string[] {
  return grants.map((grant) => `${xsappname}.${grant}`)
}

/**
 * The claims that XSUAA adds to a client's token: client id three times, scopes as an array that
 * always has `uaa.resource`, and `uaa` in the audience for it.
 */
export function clientTokenClaims(
  clientId: string,
  scopes: readonly string[],
  xsappname: string,
): Record<string, unknown> {
  const granted = ['uaa.resource', ...scopes]
  return {
    sub: clientId,
    client_id: clientId,
    cid: clientId,
    azp: clientId,
    grant_type: 'client_credentials',
    scope: granted,
    authorities: granted,
    aud: ['uaa', xsappname, clientId],
    zid: localTenant,
    ext_attr: { enhancer: 'XSUAA', subaccountid: localTenant, zdn: localZone },
  }
}

/** The one person of a local authorization server. The password is the secret of the client of that name. */
export interface LocalUser {
  readonly name: 'operator'
  readonly password: string
  readonly grants: readonly Grant[]
}

/** Stable, so that what a person did keeps its author over restarts. */
const USER_ID = '10ca1000-0000-4000-8000-00000000000a'

/**
 * The claims that XSUAA puts into a person's access token.
 * @param scopes of those that the person has, the ones that the page asked for: a UAA gives no others
 */
export function personTokenClaims(
  user: LocalUser,
  scopes: readonly string[],
  clientId: string,
  xsappname: string,
): Record<string, unknown> {
  return {
    sub: USER_ID,
    user_id: USER_ID,
    user_name: user.name,
    given_name: 'Local',
    family_name: 'Operator',
    origin: 'local',
    client_id: clientId,
    cid: clientId,
    azp: clientId,
    grant_type: 'authorization_code',
    scope: ['openid', ...scopes],
    aud: ['openid', xsappname, clientId],
    zid: localTenant,
    ext_attr: { enhancer: 'XSUAA', subaccountid: localTenant, zdn: 'local' },
  }
}
