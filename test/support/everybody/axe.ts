import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Axe {
  run(
    root?: string,
  ): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }>
}

/** Faults that axe finds, of every rule and every impact. @param root default: the whole page */
export async function axeFindings(page: Page, root?: string): Promise<string[]> {
  // The policy of the page forbids scripts of others, but not those of its debugger.
  await page.evaluate(`globalThis.axe === undefined && (() => { ${AXE} })()`)
  return page.evaluate(async (within) => {
    const { axe } = globalThis as unknown as { axe: Axe }
    const { violations } = await (within === null ? axe.run() : axe.run(within))
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary.slice(0, 200)}`),
    )
  }, root ?? null)
}
