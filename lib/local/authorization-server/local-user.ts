import type { Grant } from '../../auth/caller.ts'
import { localTenant } from './xsuaa-layout.ts'

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
