import { z } from 'zod'
import type { Grant } from '../auth/caller.ts'
import type { GrantRule, LoginClient, TrustedIssuer } from '../auth/trusted-issuer.ts'
import { ReceiverError } from '../errors.ts'
import { isSafeAddress } from '../http/safe-address.ts'

/** The tolerance of SAP's own libraries. */
export const CLOCK_TOLERANCE_SECONDS = 60

const credentialsSchema = z.looseObject({
  clientid: z.string().min(1),
  clientsecret: z.string().min(1).optional(),
  xsappname: z.string().min(1),
  url: z.string().refine(isSafeUrl, 'expected an https URL (plain http for localhost only)'),
  /** the subdomain of the subaccount */
  identityzone: z.string().optional(),
  // older bindings have only the second or third name
  tenantid: z.string().min(1).optional(),
  identityzoneid: z.string().min(1).optional(),
  zoneid: z.string().min(1).optional(),
})

/**
 * Trusts the XSUAA of a binding or service key. The URL of its keys comes only from the binding.
 * `aliases` are further accepted values of `iss`.
 * @throws ReceiverError config_invalid, with all missing and wrong fields
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
  if (tenant === undefined) throw wrongBinding(['tenantid: expected, got none'])
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
 * The issuer name of subaccounts from before April 2020. It is no address: keys come from the
 * binding.
 */
function formerIssuer(identityzone: string | undefined): readonly string[] {
  if (identityzone === undefined || !/^[a-z0-9-]{1,63}$/i.test(identityzone)) return []
  return [`http://${identityzone}.localhost:8080/uaa/oauth/token`]
}

/** Persons never send events. */
const PERSONAL_GRANTS: readonly Grant[] = ['Monitor', 'Reveal', 'Operate', 'Forget']

function xsuaaLogin(
  base: string,
  clientId: string,
  clientSecret: string,
  xsappname: string,
): LoginClient {
  return {
    clientId,
    clientSecret: () => clientSecret,
    // Besides `openid`, a UAA grants only requested scopes, and omits those that the person lacks.
    scope: PERSONAL_GRANTS.map((grant) => `${xsappname}.${grant}`).join(' '),
    endpoints: {
      authorization: `${base}/oauth/authorize`,
      token: `${base}/oauth/token`,
      keys: `${base}/token_keys`,
      logout: { uri: `${base}/logout.do`, kind: 'uaa' },
    },
  }
}

/** SAP Data Privacy Integration gets this scope; its own plug-in for CAP uses the same name. */
const RETENTION_SCOPE = 'DataRetentionManagerUser'

/** The scopes of `xs-security.json`. */
export function xsuaaGrants(xsappname: string): Readonly<Record<Grant, GrantRule>> {
  const scope = (name: string): GrantRule => ({
    scopes: [`${xsappname}.${name}`],
    clients: [],
    groups: [],
  })
  return {
    Ingest: scope('Ingest'),
    Monitor: scope('Monitor'),
    Reveal: scope('Reveal'),
    Operate: scope('Operate'),
    Forget: scope('Forget'),
    Retention: scope(RETENTION_SCOPE),
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
