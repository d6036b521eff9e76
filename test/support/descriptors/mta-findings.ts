import path from 'node:path'
import { z } from 'zod'
import { findingsOf, type Mta, mtaSchema } from './mta-schema.ts'
import type { Project } from './project.ts'

/** The faults of an mta.yaml; empty = none. SAP's tools check it only at a deployment. */
export function mtaFindings(descriptor: unknown, project: Project): string[] {
  const parsed = mtaSchema.safeParse(descriptor)
  if (!parsed.success) return findingsOf(parsed.error)
  const mta = parsed.data
  return [
    ...version(mta, project),
    ...uniqueNames(mta),
    ...dependencies(mta),
    ...references(mta),
    ...files(mta, project),
    ...checks(mta),
    ...namesOfTheSubaccount(mta),
    ...serviceKeys(mta),
  ]
}

function version(mta: Mta, project: Project): string[] {
  if (mta.version === project.version) return []
  return [`version: expected ${project.version} as in package.json, found ${mta.version}`]
}

function uniqueNames({ modules, resources }: Mta): string[] {
  const names = [
    ...modules.map(({ name }) => name),
    ...modules.flatMap(({ provides }) => provides.map(({ name }) => name)),
    ...resources.map(({ name }) => name),
  ]
  const repeated = names.filter((name, index) => names.indexOf(name) !== index)
  return repeated.map((name) => `${name}: expected a name of its own`)
}

function dependencies({ modules, resources }: Mta): string[] {
  const known = new Set([
    ...modules.flatMap(({ provides }) => provides.map(({ name }) => name)),
    ...resources.map(({ name }) => name),
  ])
  const lost = [...modules, ...resources].flatMap(({ name, requires = [] }) =>
    requires
      .filter((required) => !known.has(required.name))
      .map((required) => `${name}: expected "${required.name}" to be provided, nothing does`),
  )
  const early = resources.flatMap(({ name, 'processed-after': before = [] }) =>
    before
      .filter((other) => !resources.some((resource) => resource.name === other))
      .map((other) => `${name}: expected "${other}" to be a resource, there is none`),
  )
  return [...lost, ...early]
}

/** `~{provided/property}`, from what the same entry requires. */
function references({ modules, resources }: Mta): string[] {
  const provided = new Map(
    modules.flatMap(({ provides }) => provides.map((entry) => [entry.name, entry] as const)),
  )
  return [...modules, ...resources].flatMap((entry) => {
    const { name, requires = [] } = entry
    const found = [...JSON.stringify(entry).matchAll(/~\{([^}]*)\}/g)].map(
      ([, inner = '']) => inner,
    )
    return found
      .filter((inner) => {
        const [from = '', property = ''] = inner.split('/')
        const isRequired = requires.some((required) => required.name === from)
        return !isRequired || provided.get(from)?.properties[property] === undefined
      })
      .map((inner) => `${name}: expected ~{${inner}} to be a property of what it requires`)
  })
}

function files({ modules, resources }: Mta, { exists }: Project): string[] {
  const named = [
    ...modules.map((module) => module.path),
    ...modules.flatMap((module) => filesIn(module.parameters.command, module.path)),
    ...resources.flatMap(({ parameters }) => parameters.path ?? []),
  ]
  return named.filter((file) => !exists(file)).map((file) => `${file}: expected to be there`)
}

/** The words of a command that name files. */
function filesIn(command: string, folder: string): string[] {
  return command
    .split(' ')
    .filter((word) => /\.[jt]s$/.test(word))
    .map((word) => path.join(folder, word))
}

function checks({ modules }: Mta): string[] {
  return modules.flatMap(({ name, parameters }) =>
    (['health-check-type', 'readiness-health-check-type'] as const)
      .filter((key) => parameters[key] !== 'http')
      .map((key) => `${name}: expected ${key} to be http, its endpoint is not asked otherwise`),
  )
}

const SPACE = ['$', '{space}'].join('')
const named = z.object({ name: z.string() })
const xsuaaConfig = z.object({
  xsappname: z.string(),
  'role-collections': z.array(
    named,
    'expected role-collections: those of the file have fixed names',
  ),
})

/** Spaces of one subaccount share the names of applications and role collections at XSUAA. */
function namesOfTheSubaccount({ resources }: Mta): string[] {
  return resources
    .filter(({ parameters }) => parameters.service === 'xsuaa')
    .flatMap(({ name, parameters }) => {
      const parsed = xsuaaConfig.safeParse(parameters.config)
      if (!parsed.success) return findingsOf(parsed.error).map((finding) => `${name}: ${finding}`)
      const { xsappname, 'role-collections': collections } = parsed.data
      return [xsappname, ...collections.map((collection) => collection.name)]
        .filter((shared) => !shared.includes(SPACE))
        .map(
          (shared) => `${name}: expected "${shared}" to contain the space, others may have it too`,
        )
    })
}

const oauth2 = z.object({
  'oauth2-configuration': z.object({ 'credential-types': z.array(z.string()) }),
})

/**
 * A key with config counts as modified at every deployment: it is warned of, and recreated with
 * `--delete-service-keys`, which ends the secret that SuccessFactors uses. Without config a key gets the
 * first credential type.
 */
function serviceKeys({ resources }: Mta): string[] {
  return resources.flatMap(({ parameters: { config, 'service-keys': keys = [] } }) => {
    const modified = keys
      .filter((key) => key.config !== undefined)
      .map((key) => `${key.name}: expected a service key without config`)
    const types = oauth2.safeParse(config).data?.['oauth2-configuration']['credential-types']
    if (types === undefined || types[0] === 'binding-secret') return modified
    return [...modified, 'expected binding-secret as the first of credential-types']
  })
}
