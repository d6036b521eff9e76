import type { Mta } from './mta-schema.ts'

/** The account that an archive is deployed to, as far as it decides what the application gets. */
export interface Account {
  readonly org: string
  readonly space: string
  /** the platform's own domain: a route in it needs no preparation */
  readonly defaultDomain: string
  /** custom domains of the organisation */
  readonly ownDomains: readonly string[]
}

/** An application as the deploy service creates it. */
export interface Deployment {
  readonly hosts: readonly string[]
  /** variables of the descriptor */
  readonly environment: Readonly<Record<string, string>>
  /** all parameters of the module, without placeholders */
  readonly parameters: Readonly<Record<string, unknown>>
  /** services that are created, without placeholders */
  readonly resources: Mta['resources']
}

interface Extension {
  readonly modules?: readonly Named[]
  readonly resources?: readonly Named[]
}
type Named = { readonly name: string } & Values
type Values = Readonly<Record<string, unknown>>

/**
 * Deploys a descriptor with a chain of extensions, as the deploy service documents it: maps are merged in
 * depth, everything else is replaced, and placeholders are resolved.
 * @throws Error where a route lies in a domain that the organisation does not have
 */
export function deploy(mta: Mta, extensions: readonly unknown[], account: Account): Deployment {
  const extended = extensions.reduce<Mta>(extend, mta)
  const [module] = extended.modules
  if (module === undefined) throw new Error('expected a module in mta.yaml, there is none')
  const host = `${account.org}-${account.space}-${module.name}`.toLowerCase()
  const uri = `${host}.${account.defaultDomain}`
  const system = {
    org: account.org,
    space: account.space,
    'default-host': host,
    'default-domain': account.defaultDomain,
    'default-uri': uri,
    'default-url': `https://${uri}`,
    'default-live-uri': uri,
    'default-live-url': `https://${uri}`,
  }
  const parameters = resolve(module.parameters, system) as Values
  const known = { ...system, ...parameters }
  const provided = module.provides.flatMap(({ name, properties }) =>
    Object.entries(properties).map(([property, value]) => [
      `${name}/${property}`,
      resolve(value, known),
    ]),
  )
  const active = extended.resources.filter((resource) => resource.active !== false)
  return {
    hosts: hostsOf(parameters, uri, account),
    environment: resolve(module.properties, known) as Record<string, string>,
    parameters,
    resources: resolve(active, system, Object.fromEntries(provided)) as Mta['resources'],
  }
}

function extend(mta: Mta, extension: unknown): Mta {
  const { modules = [], resources = [] } = extension as Extension
  const extended = <T extends { readonly name: string }>(own: T, changes: readonly Named[]) =>
    merge(own, changes.find(({ name }) => name === own.name) ?? {}) as T
  return {
    ...mta,
    modules: mta.modules.map((module) => extended(module, modules)),
    resources: mta.resources.map((resource) => extended(resource, resources)),
  }
}

function merge(base: unknown, change: unknown): unknown {
  if (!isMap(base) || !isMap(change)) return change
  const merged = Object.entries(change).map(([key, value]) => [key, merge(base[key], value)])
  return { ...base, ...Object.fromEntries(merged) }
}

function isMap(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `${parameter}` and `~{provided/property}` in every string of a value. */
function resolve(value: unknown, parameters: Values, provided: Values = {}): unknown {
  if (typeof value === 'string') {
    return value.replaceAll(/([$~])\{([^}]+)\}/g, (whole, kind, name) => {
      const known = kind === '$' ? parameters[name] : provided[name]
      if (typeof known === 'string') return known
      throw new Error(`expected ${whole} to be known, it is not`)
    })
  }
  if (Array.isArray(value)) return value.map((one) => resolve(one, parameters, provided))
  if (!isMap(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, resolve(one, parameters, provided)]),
  )
}

function hostsOf({ routes }: Values, uri: string, account: Account): string[] {
  const hosts = Array.isArray(routes) ? routes.map(({ route }) => String(route)) : [uri]
  const domains = [account.defaultDomain, ...account.ownDomains]
  const foreign = hosts.filter(
    (host) => !domains.some((domain) => host === domain || host.endsWith(`.${domain}`)),
  )
  if (foreign.length === 0) return hosts
  throw new Error(
    `expected routes in ${domains.join(', ')}, the organisation has none for ${foreign}`,
  )
}
