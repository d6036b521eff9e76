import { findingsOf, type Mta, mtaextSchema } from './mta-schema.ts'

/**
 * The faults of an extension of an mta.yaml; empty = none.
 * @param base the ID that it extends: of the mta.yaml, or of the extension before it
 */
export function mtaextFindings(extension: unknown, mta: Mta, base = mta.ID): string[] {
  const parsed = mtaextSchema.safeParse(extension)
  if (!parsed.success) return findingsOf(parsed.error)
  const { ID, extends: extended, modules, resources } = parsed.data
  const findings: string[] = []
  if (extended !== base) findings.push(`extends: expected ${base}, found ${extended}`)
  if ([mta.ID, base].includes(ID)) findings.push('ID: expected one of its own')
  for (const module of modules) {
    const known = mta.modules.find(({ name }) => name === module.name)
    if (known === undefined) {
      findings.push(`${module.name}: expected a module of ${mta.ID}, there is none`)
      continue
    }
    for (const list of ['requires', 'provides'] as const) {
      for (const { name } of module[list] ?? []) {
        if (known[list].some((dependency) => dependency.name === name)) continue
        findings.push(`${module.name}: expected ${list} to name what ${mta.ID} has, not ${name}`)
      }
    }
    findings.push(...addressOf(module.name, module.parameters ?? {}))
  }
  for (const { name } of resources) {
    if (mta.resources.some((resource) => resource.name === name)) continue
    findings.push(`${name}: expected a resource of ${mta.ID}, there is none`)
  }
  return findings
}

/** A route of its own and the address that the service tells belong together. */
function addressOf(name: string, parameters: Readonly<Record<string, unknown>>): string[] {
  const { routes, 'public-url': publicUrl } = parameters
  const own = Array.isArray(routes) ? routes.map(({ route }) => `https://${route}`) : []
  if (own.length === 0 && publicUrl === undefined) return []
  if (own.includes(String(publicUrl))) return []
  return [`${name}: expected public-url to be https and one of the routes`]
}
