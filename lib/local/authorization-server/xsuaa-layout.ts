import type { Grant } from '../../auth/caller.ts'

/** The subaccount of local tokens. */
const localTenant = '10ca1000-0000-4000-8000-000000000001'

const localZone = 'local'

/** The xsappname of the service. */
export const LOCAL_XSAPPNAME = 'sf-event-receiver!t1'

/** A client and its grants. */
export interface LocalClient {
  readonly clientId: string
  readonly secret: string
  readonly grants: readonly Grant[]
}

/** The credentials of a binding in VCAP_SERVICES. */
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
  return { ...localXsuaa(url, xsappname), clientsecret: clientSecret }
}

/** The same without a secret: enough to check tokens. */
export function localXsuaa(
  url: string,
  xsappname: string,
): Omit<LocalXsuaaCredentials, 'clientsecret'> {
  return {
    clientid: `sb-${xsappname}`,
    xsappname,
    url,
    uaadomain: new URL(url).host,
    tenantid: localTenant,
    identityzone: localZone,
    tenantmode: 'dedicated',
  }
}

/** Full names of scopes, as in `xs-security.json`. */
export function scopesOf(grants: readonly Grant[], xsappname: string): readonly string[] {
  return grants.map((grant) => `${xsappname}.${grant}`)
}

/**
 * The claims of a client's token at XSUAA: three times the client id, and always `uaa.resource` and
 * the audience `uaa`.
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

/** The only user. Its password is the secret of the client of that name. */
export interface LocalUser {
  readonly name: 'operator'
  readonly password: string
  readonly grants: readonly Grant[]
}

/** Constant, so that actions keep their author after a restart. */
const USER_ID = '10ca1000-0000-4000-8000-00000000000a'

/**
 * The claims of a person's token at XSUAA.
 * @param scopes the requested ones that the person has: a UAA grants no others
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
