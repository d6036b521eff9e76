import { z } from 'zod'
import type { Grant } from '../auth/caller.ts'
import type { GrantRule, LoginClient, TrustedIssuer } from '../auth/trusted-issuer.ts'
import { ReceiverError } from '../errors.ts'
import { isSafeAddress } from '../http/safe-address.ts'

/** SAP's own libraries allow the same for clocks that differ. */
export const CLOCK_TOLERANCE_SECONDS = 60

const credentialsSchema = z.looseObject({
  clientid: z.string().min(1),
  clientsecret: z.string().min(1).optional(),
  xsappname: z.string().min(1),
  url: z.string().refine(isSafeUrl, 'expected an https URL (plain http for localhost only)'),
  /** the subdomain of the subaccount */
  identityzone: z.string().optional(),
  // older bindings know only the second or third name
  tenantid: z.string().min(1).optional(),
  identityzoneid: z.string().min(1).optional(),
  zoneid: z.string().min(1).optional(),
})

/**
 * Trust in the XSUAA of a binding, from the `credentials` of VCAP_SERVICES or of a service key.
 * The address of the keys is made of the binding alone. `aliases` are further accepted values of `iss`.
 * Throws `config_invalid` and names every field that is missing or wrong.
 */
export function trustXsuaaBinding(
  credentials: unknown,
  aliases: readonly string[] = [],
): TrustedIssuer {
  const parsed = credentialsSchema.safeParse(credentials)
  if (!parsed.success) {
    throw wrongBinding(
      parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
    )
  }
  const { clientid, clientsecret, xsappname, url, tenantid, identityzoneid, zoneid } = parsed.data
  const tenant = tenantid ?? identityzoneid ?? zoneid
  if (tenant === undefined) throw wrongBinding(['tenantid: expected, none came'])
  const base = url.replace(/\/+$/, '')
  const former = formerIssuer(parsed.data.identityzone)
  return {
    kind: 'xsuaa',
    issuers: [`${base}/oauth/token`, ...former, ...aliases],
    proof: { kind: 'jwks', uri: `${base}/token_keys`, headers: {} },
    algorithms: ['RS256'],
    audience: { kind: 'xsuaa', clientId: clientid, xsappname },
    tenant,
    clientMark: null,
    certificateBinding: 'off',
    clockToleranceSeconds: CLOCK_TOLERANCE_SECONDS,
    grants: xsuaaGrants(xsappname),
    ...(clientsecret === undefined
      ? {}
      : { login: xsuaaLogin(base, clientid, clientsecret, xsappname) }),
  }
}

/**
 * Subaccounts from before April 2020 write their issuer like this, with their own subdomain. It is no
 * address: the keys come from the binding.
 */
function formerIssuer(identityzone: string | undefined): readonly string[] {
  if (identityzone === undefined || !/^[a-z0-9-]{1,63}$/i.test(identityzone)) return []
  return [`http://${identityzone}.localhost:8080/uaa/oauth/token`]
}

/** Nobody sends events as a person. */
const PERSONAL_GRANTS: readonly Grant[] = ['Monitor', 'Reveal', 'Operate']

/** The endpoints of a UAA below the URL of the binding. */
function xsuaaLogin(
  base: string,
  clientId: string,
  clientSecret: string,
  xsappname: string,
): LoginClient {
  return {
    clientId,
    clientSecret: () => clientSecret,
    // Beside `openid` a UAA gives a person nothing that was not asked for, and leaves out what they lack.
    scope: PERSONAL_GRANTS.map((grant) => `${xsappname}.${grant}`).join(' '),
    endpoints: {
      authorization: `${base}/oauth/authorize`,
      token: `${base}/oauth/token`,
      keys: `${base}/token_keys`,
      logout: { uri: `${base}/logout.do`, kind: 'uaa' },
    },
  }
}

/** The scopes that the project's `xs-security.json` declares, one for each grant. */
export function xsuaaGrants(xsappname: string): Readonly<Record<Grant, GrantRule>> {
  const scope = (name: Grant): GrantRule => ({
    scopes: [`${xsappname}.${name}`],
    clients: [],
    groups: [],
  })
  return {
    Ingest: scope('Ingest'),
    Monitor: scope('Monitor'),
    Reveal: scope('Reveal'),
    Operate: scope('Operate'),
  }
}

function isSafeUrl(text: string): boolean {
  return isSafeAddress(text) && !text.includes('?')
}

function wrongBinding(mistakes: readonly string[]): ReceiverError {
  return new ReceiverError(
    'config_invalid',
    `Expected the credentials of an xsuaa binding; ${mistakes.join('; ')}. Bind the service again.`,
  )
}
