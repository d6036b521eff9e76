import type { NamedHandler } from '../store/match-handlers.ts'

export interface HandlerNames extends NamedHandler {
  /** such as `leaver.ts`, or `to-iflow.json` where it is configured */
  readonly file: string
}

/** A mistake of one handler, found when all of them are known. */
export interface Finding {
  readonly file: string
  readonly finding: string
}

/**
 * What `formerly` gets wrong between the handlers of one version, whatever the database knows. Pure.
 * What only shows with the stored names is refused when they register (`matchHandlers`).
 */
export function checkFormerNames(handlers: readonly HandlerNames[]): Finding[] {
  const findings: Finding[] = []
  const ours = new Map(handlers.map(({ name, file }) => [name, file]))
  const heirs = new Map<string, string>()
  for (const { name, file, formerly } of handlers) {
    for (const old of new Set(formerly)) {
      const heir = heirs.get(old)
      const other = ours.get(old)
      if (old === name) {
        findings.push({ file, finding: `formerly names the handler itself: take "${old}" out` })
      } else if (other !== undefined) {
        findings.push({
          file,
          finding: `formerly names "${old}", which is a handler too: remove ${other}, or take the name out`,
        })
      } else if (heir !== undefined) {
        findings.push({
          file,
          finding: `formerly names "${old}", as ${heir} does: lanes have one successor, take the name out of one of them`,
        })
      }
      heirs.set(old, heir ?? file)
    }
  }
  return findings
}
