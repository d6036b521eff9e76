import { z } from 'zod'
import type { Grant } from '../auth/caller.ts'
import type { GrantRule, Proof, TrustedIssuer } from '../auth/trusted-issuer.ts'
import { type Binding, placeOf } from './bindings/binding.ts'
import { trustCloudIdentity, trustIdentityBinding } from './identity-binding.ts'
import { describeIssues, parseJson } from './parse-json.ts'
import {
  trustedIssuerSchemas,
  type WrittenIssuer,
  type WrittenRule,
} from './trusted-issuer-schema.ts'
import { CLOCK_TOLERANCE_SECONDS, trustXsuaaBinding, xsuaaGrants } from './xsuaa-binding.ts'

export interface ConfiguredIssuers {
  readonly issuers: readonly TrustedIssuer[]
  /** each with its place, such as `TRUSTED_ISSUERS[1].audience: …`, without values */
  readonly mistakes: readonly string[]
}

const VARIABLE = 'TRUSTED_ISSUERS'
const KINDS = ['xsuaa', 'ias', 'oidc', 'jwks', 'introspection'] as const
/** Labels of the bindings that name an issuer. */
const LABELS: Readonly<Record<string, 'xsuaa' | 'ias'>> = { xsuaa: 'xsuaa', identity: 'ias' }

/**
 * The issuers of all xsuaa and identity bindings, with the rules of the entry for the binding or
 * the defaults; then the other entries. Pure; never throws.
 */
export function readTrustedIssuers(
  text: string | undefined,
  bindings: readonly Binding[],
  { production }: { readonly production: boolean },
): ConfiguredIssuers {
  const { entries, mistakes } = readEntries(text, production)
  const issuers: TrustedIssuer[] = []
  for (const binding of bindings) {
    const kind = LABELS[binding.label]
    if (kind === undefined) continue
    const rules = entries.find((entry) => isRuleOf(entry, kind, binding))
    try {
      issuers.push(trustBinding(kind, binding, rules))
    } catch (error) {
      mistakes.push(`${placeOf(binding)}: ${(error as Error).message}`)
    }
  }
  for (const entry of entries) {
    if (!('binding' in entry)) {
      const complete = withClient(entry, bindings)
      if (typeof complete === 'string') mistakes.push(complete)
      else issuers.push(trustedIssuer(complete))
    } else if (!bindings.some((binding) => isRuleOf(entry, LABELS[binding.label], binding))) {
      mistakes.push(
        `${VARIABLE}: expected a binding "${entry.binding}" of the kind ${entry.kind}, there is none`,
      )
    }
  }
  return { issuers, mistakes }
}

/** Fills in the client from the entry's binding. */
function withClient(entry: OtherIssuer, bindings: readonly Binding[]): OtherIssuer | string {
  if (entry.kind !== 'introspection' || entry.clientBinding === undefined) return entry
  const client = boundClient(entry.clientBinding, bindings)
  if (client !== null) return { ...entry, ...client }
  return `${VARIABLE}: expected a binding "${entry.clientBinding}" with clientid and clientsecret, there is none`
}

function isRuleOf(entry: WrittenIssuer, kind: string | undefined, { name }: Binding): boolean {
  return 'binding' in entry && entry.kind === kind && entry.binding === name
}

function readEntries(text: string | undefined, production: boolean) {
  const entries: WrittenIssuer[] = []
  const mistakes: string[] = []
  if (text === undefined) return { entries, mistakes }
  const list = parseList(text)
  if (typeof list === 'string') return { entries, mistakes: [list] }
  const schemas = trustedIssuerSchemas(production)
  list.forEach((entry, index) => {
    const place = `${VARIABLE}[${index}]`
    const schema = schemaFor(entry, schemas)
    if (typeof schema === 'string') {
      mistakes.push(`${place}${schema}`)
      return
    }
    const parsed = schema.safeParse(entry)
    if (parsed.success) entries.push(parsed.data)
    else mistakes.push(...describeIssues(place, parsed.error))
  })
  return { entries, mistakes }
}

function parseList(text: string): readonly unknown[] | string {
  const parsed = parseJson(text)
  if (parsed === undefined) return `${VARIABLE}: expected a JSON array, the text is no JSON`
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
  if ('binding' in entry) return schemas.bound
  const kind = KINDS.find((known) => known === (entry as Record<string, unknown>).kind)
  return kind === undefined ? `.kind: expected one of ${KINDS.join(', ')}` : schemas[kind]
}

type BindingRules = Extract<WrittenIssuer, { binding: string }>
type OtherIssuer = Exclude<WrittenIssuer, BindingRules>

function trustBinding(
  kind: 'xsuaa' | 'ias',
  { credentials }: Binding,
  rules: WrittenIssuer | undefined,
): TrustedIssuer {
  const { aliases } = (rules ?? {}) as Partial<BindingRules>
  const trust = kind === 'xsuaa' ? trustXsuaaBinding : trustIdentityBinding
  const issuer = trust(credentials, aliases)
  return rules === undefined ? issuer : { ...issuer, ...rulesOf(rules, issuer.grants) }
}

/** The common rules; `grants` is the default. */
function rulesOf(entry: WrittenIssuer, grants: TrustedIssuer['grants'] | null) {
  const { algorithms = ['RS256'], clockToleranceSeconds = CLOCK_TOLERANCE_SECONDS } = entry
  return {
    algorithms,
    clockToleranceSeconds,
    certificateBinding: entry.certificateBinding ?? ('off' as const),
    grants: grants === null || hasGrants(entry) ? grantsOf(entry) : grants,
  }
}

function trustedIssuer(entry: OtherIssuer): TrustedIssuer {
  const { kind, issuer } = entry
  if (kind === 'xsuaa') {
    const { clientId, xsappname, tenant, aliases = [] } = entry
    return {
      ...rulesOf(entry, xsuaaGrants(xsappname)),
      kind,
      issuers: [issuer, ...aliases],
      proof: { kind: 'jwks', uri: issuer.replace(/\/oauth\/token$/, '/token_keys'), headers: {} },
      audience: { kind: 'xsuaa', clientId, xsappname },
      tenant,
      clientMark: null,
    }
  }
  if (kind === 'ias') {
    const { clientId, domains, tenant = null, aliases = [] } = entry
    const trusted = trustCloudIdentity({ url: issuer, clientId, domains, tenant, aliases })
    return { ...trusted, ...rulesOf(entry, null) }
  }
  const { audience, clientMark, login } = entry
  return {
    ...rulesOf(entry, null),
    kind,
    issuers: [issuer],
    proof: proofOf(entry),
    audience:
      audience === false ? { kind: 'unchecked' } : { kind: 'exact', values: [audience].flat() },
    tenant: null,
    ...(login && { login: { ...login, clientSecret: () => login.clientSecret, endpoints: null } }),
    clientMark:
      clientMark === undefined
        ? null
        : { claim: clientMark.claim, value: clientMark.value ?? null },
  }
}

function proofOf(entry: Exclude<OtherIssuer, { kind: 'xsuaa' | 'ias' }>): Proof {
  if (entry.kind === 'introspection') {
    const { introspectionUri: uri, clientId = '', clientSecret = '', rememberSeconds } = entry
    return {
      kind: 'introspection',
      uri,
      clientId,
      clientSecret: () => clientSecret,
      rememberSeconds,
    }
  }
  if (entry.jwksUri !== undefined) return { kind: 'jwks', uri: entry.jwksUri, headers: {} }
  const pems = 'publicKeys' in entry ? entry.publicKeys : undefined
  return pems === undefined ? { kind: 'discovery' } : { kind: 'keys', pems }
}

function hasGrants({ grants, scope, clients }: WrittenIssuer): boolean {
  return grants !== undefined || scope !== undefined || clients !== undefined
}

/** A bare `scope` or `clients` adds to Ingest. */
function grantsOf({ grants = {}, scope, clients }: WrittenIssuer): Record<Grant, GrantRule> {
  return {
    Ingest: ruleOf(grants.Ingest, { scope, clients }),
    Monitor: ruleOf(grants.Monitor),
    Reveal: ruleOf(grants.Reveal),
    Operate: ruleOf(grants.Operate),
    Forget: ruleOf(grants.Forget),
    Retention: ruleOf(grants.Retention),
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

const credentialsSchema = z.looseObject({
  clientid: z.string().min(1),
  clientsecret: z.string().min(1),
})

/** The client in a binding, such as a user-provided one; null = none. */
export function boundClient(
  name: string,
  bindings: readonly Binding[],
): { readonly clientId: string; readonly clientSecret: string } | null {
  const binding = bindings.find((one) => one.name === name)
  const parsed = credentialsSchema.safeParse(binding?.credentials)
  if (!parsed.success) return null
  return { clientId: parsed.data.clientid, clientSecret: parsed.data.clientsecret }
}
