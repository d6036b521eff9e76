import type { z } from 'zod'
import type { Grant } from '../auth/caller.ts'
import type { GrantRule, TrustedIssuer } from '../auth/trusted-issuer.ts'
import {
  trustedIssuerSchemas,
  type WrittenIssuer,
  type WrittenRule,
} from './trusted-issuer-schema.ts'
import { xsuaaGrants } from './xsuaa-binding.ts'

/** What TRUSTED_ISSUERS says, and everything that is wrong with it. */
export interface ConfiguredIssuers {
  readonly issuers: readonly TrustedIssuer[]
  /** each with its place, such as `TRUSTED_ISSUERS[1].audience: …`; no value is repeated */
  readonly mistakes: readonly string[]
}

const VARIABLE = 'TRUSTED_ISSUERS'
const plannedKinds: readonly unknown[] = ['ias', 'introspection']

/** Reads the text of TRUSTED_ISSUERS. Pure; never throws. */
export function readTrustedIssuers(
  text: string,
  { production }: { readonly production: boolean },
): ConfiguredIssuers {
  const entries = parseList(text)
  if (typeof entries === 'string') return { issuers: [], mistakes: [entries] }
  const schemas = trustedIssuerSchemas(production)
  const issuers: TrustedIssuer[] = []
  const mistakes: string[] = []
  entries.forEach((entry, index) => {
    const place = `${VARIABLE}[${index}]`
    const schema = schemaFor(entry, schemas)
    if (typeof schema === 'string') {
      mistakes.push(`${place}${schema}`)
      return
    }
    const parsed = schema.safeParse(entry)
    if (parsed.success) issuers.push(trustedIssuer(parsed.data))
    else mistakes.push(...parsed.error.issues.map((issue) => place + describe(issue)))
  })
  return { issuers, mistakes }
}

function parseList(text: string): readonly unknown[] | string {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return `${VARIABLE}: expected a JSON array, the text is no JSON`
  }
  if (!Array.isArray(parsed) || parsed.length === 0) {
    return `${VARIABLE}: expected a JSON array with at least one issuer`
  }
  return parsed
}

function schemaFor(
  entry: unknown,
  schemas: ReturnType<typeof trustedIssuerSchemas>,
): z.ZodType<WrittenIssuer> | string {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    return ': expected an object'
  }
  const kind = (entry as Record<string, unknown>).kind
  if (kind === 'oidc' || kind === 'jwks' || kind === 'xsuaa') return schemas[kind]
  return plannedKinds.includes(kind)
    ? `.kind: ${kind} is not supported yet by this version; use oidc, jwks or xsuaa`
    : '.kind: expected oidc, jwks or xsuaa'
}

function describe({ path, message }: z.core.$ZodIssue): string {
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
  return `${steps.join('')}: ${message}`
}

function trustedIssuer(entry: WrittenIssuer): TrustedIssuer {
  const { kind, issuer, algorithms, clockToleranceSeconds } = entry
  const common = { algorithms, clockToleranceSeconds }
  if (kind === 'xsuaa') {
    const { clientId, xsappname, tenant, aliases = [] } = entry
    return {
      ...common,
      kind,
      issuers: [issuer, ...aliases],
      jwksUri: issuer.replace(/\/oauth\/token$/, '/token_keys'),
      audience: { kind: 'xsuaa', clientId, xsappname },
      tenant,
      grants: hasGrants(entry) ? grantsOf(entry) : xsuaaGrants(xsappname),
    }
  }
  const { audience, jwksUri = null } = entry
  return {
    ...common,
    kind,
    issuers: [issuer],
    jwksUri,
    audience: { kind: 'exact', values: typeof audience === 'string' ? [audience] : audience },
    tenant: null,
    grants: grantsOf(entry),
  }
}

function hasGrants({ grants, scope, clients }: WrittenIssuer): boolean {
  return grants !== undefined || scope !== undefined || clients !== undefined
}

/** A bare `scope` or `clients` adds to the grant Ingest. */
function grantsOf({ grants = {}, scope, clients }: WrittenIssuer): Record<Grant, GrantRule> {
  return {
    Ingest: ruleOf(grants.Ingest, { scope, clients }),
    Monitor: ruleOf(grants.Monitor),
    Reveal: ruleOf(grants.Reveal),
    Operate: ruleOf(grants.Operate),
  }
}

function ruleOf(...written: readonly (WrittenRule | undefined)[]): GrantRule {
  return {
    scopes: written.flatMap((rule) => [
      ...(rule?.scopes ?? []),
      ...(rule?.scope === undefined ? [] : [rule.scope]),
    ]),
    clients: written.flatMap((rule) => rule?.clients ?? []),
    groups: written.flatMap((rule) => rule?.groups ?? []),
  }
}
