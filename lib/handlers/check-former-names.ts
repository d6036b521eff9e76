import type { NamedHandler } from './match-handlers.ts'

/** A mistake of one handler, found when all of them are known. */
export interface Finding {
  readonly name: string
  readonly finding: string
}

/**
 * What `formerly` gets wrong between the handlers of one version, whatever the database knows. Pure.
 * What only shows with the stored names is refused when they register (`matchHandlers`).
 */
export function checkFormerNames(handlers: readonly NamedHandler[]): Finding[] {
  const findings: Finding[] = []
  const ours = new Set(handlers.map(({ name }) => name))
  const heirs = new Map<string, string>()
  for (const { name, formerly } of handlers) {
    for (const old of new Set(formerly)) {
      const heir = heirs.get(old)
      if (old === name) {
        findings.push({ name, finding: `formerly names the handler itself: take "${old}" out` })
      } else if (ours.has(old)) {
        findings.push({
          name,
          finding: `formerly names "${old}", which is a handler too: remove ${old}.ts, or take the name out`,
        })
      } else if (heir !== undefined) {
        findings.push({
          name,
          finding: `formerly names "${old}", as ${heir}.ts does: lanes have one successor, take the name out of one of them`,
        })
      }
      heirs.set(old, heir ?? name)
    }
  }
  return findings
}
