import { z } from 'zod'
import type { Grant } from '../auth/caller.ts'
import type { GrantRule, LoginClient, TrustedIssuer } from '../auth/trusted-issuer.ts'
import { ReceiverError } from '../errors.ts'
import { CLOCK_TOLERANCE_SECONDS } from './xsuaa-binding.ts'

const domain = z
  .string()
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i, 'expected a domain such as accounts.ondemand.com')

const credentialsSchema = z.looseObject({
  clientid: z.string().min(1),
  clientsecret: z.string().min(1).optional(),
  url: z.string().regex(/^https:\/\/[a-z0-9.-]+\/?$/i, 'expected only https and a host'),
  domains: z.array(domain).default([]),
  // older bindings have only this field
  domain: domain.optional(),
  app_tid: z.string().min(1).optional(),
})

/**
 * Trusts the Cloud Identity tenant of an `identity` binding, under each listed domain, with or
 * without the scheme. `aliases` are further accepted values of `iss`, such as a custom domain. Keys
 * always come from the binding's URL.
 * @throws ReceiverError config_invalid, with all missing and wrong fields
 */
export function trustIdentityBinding(
  credentials: unknown,
  aliases: readonly string[] = [],
): TrustedIssuer {
  const parsed = credentialsSchema.safeParse(credentials)
  if (!parsed.success) {
    const mistakes = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
    throw new ReceiverError(
      'config_invalid',
      `Expected the credentials of an identity binding; ${mistakes.join('; ')}. Bind the service again.`,
    )
  }
  const { clientid, clientsecret, url, domains, domain: only, app_tid = null } = parsed.data
  const issuer = trustCloudIdentity({
    url,
    clientId: clientid,
    domains: only === undefined ? domains : [only, ...domains],
    tenant: app_tid,
    tenantIsOptional: true,
    aliases,
  })
  if (clientsecret === undefined) return issuer
  return { ...issuer, login: cloudIdentityLogin(clientid, clientsecret) }
}

/** The login client at Cloud Identity. */
export function cloudIdentityLogin(clientId: string, clientSecret: string): LoginClient {
  return {
    clientId,
    clientSecret: () => clientSecret,
    // Tokens contain a person's groups only with this scope.
    scope: 'groups',
    // A refreshed access token is opaque by default.
    tokenParameters: { token_format: 'jwt' },
    endpoints: null,
  }
}

export interface CloudIdentityTenant {
  /** https and the host of the tenant */
  readonly url: string
  readonly clientId: string
  /** further SAP domains of the tenant */
  readonly domains: readonly string[]
  /** app_tid of our subaccount; null = none */
  readonly tenant: string | null
  /** only tokens of multitenant applications are documented to have `app_tid` */
  readonly tenantIsOptional?: boolean
  readonly aliases: readonly string[]
}

export function trustCloudIdentity(tenant: CloudIdentityTenant): TrustedIssuer {
  const { clientId } = tenant
  const address = new URL(tenant.url).origin
  return {
    kind: 'ias',
    issuers: [...acceptedIssuers(address, tenant.domains), ...tenant.aliases],
    proof: {
      kind: 'jwks',
      uri: `${address}/oauth2/certs`,
      // Both or neither, as in SAP's own libraries.
      headers:
        tenant.tenant === null ? {} : { 'x-client_id': clientId, 'x-app_tid': tenant.tenant },
    },
    algorithms: ['RS256'],
    audience: { kind: 'exact', values: [clientId] },
    tenant: tenant.tenant,
    ...(tenant.tenantIsOptional === true ? { tenantIsOptional: true } : {}),
    clientMark: null,
    certificateBinding: 'off',
    clockToleranceSeconds: CLOCK_TOLERANCE_SECONDS,
    grants: providedApis(),
  }
}

/** Complete names, no matching of domains (CVE-2023-49583). */
function acceptedIssuers(
  address: string,
  domains: readonly string[],
): readonly [string, ...string[]] {
  const { host } = new URL(address)
  const [label = ''] = host.split('.', 1)
  const hosts = [host]
  if (domains.some((domain) => host === `${label}.${domain.toLowerCase()}`)) {
    hosts.push(...domains.map((domain) => `${label}.${domain.toLowerCase()}`))
  }
  return [address, host, ...hosts.slice(1).flatMap((name) => [`https://${name}`, name])]
}

/** The grants as `provided-apis` of the service instance. */
function providedApis(): Record<Grant, GrantRule> {
  const named = (name: Grant): GrantRule => ({ scopes: [name], clients: [], groups: [] })
  return {
    Ingest: named('Ingest'),
    Monitor: named('Monitor'),
    Reveal: named('Reveal'),
    Operate: named('Operate'),
    Forget: named('Forget'),
    Retention: named('Retention'),
  }
}
