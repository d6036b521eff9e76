import { readFile, writeFile } from 'node:fs/promises'
import { readStats } from './figures-file.ts'
import { withBlock } from './generated-block.ts'
import type { LatestRun } from './latest-run.ts'
import { operationsFigures } from './operations-figures.ts'
import { capacityTable, unitCostTable, volumeTable } from './scale-figures.ts'

type Blocks = Readonly<Record<string, (run: LatestRun) => string>>

/** The generated parts of each document, by their names. */
export const documents: Readonly<Record<string, Blocks>> = {
  'docs/operations.md': { figures: operationsFigures },
  'docs/scale.md': {
    'unit costs': unitCostTable,
    capacity: capacityTable,
    volumes: volumeTable,
  },
}

/** A document with its generated parts as the figures say. */
export function documentWith(text: string, blocks: Blocks, run: LatestRun): string {
  return Object.entries(blocks).reduce(
    (document, [name, content]) => withBlock(document, name, content(run)),
    text,
  )
}

/** @returns the names of the documents */
export async function writeDocuments(): Promise<string[]> {
  const run = await readStats()
  for (const [name, blocks] of Object.entries(documents)) {
    const file = new URL(`../../../${name}`, import.meta.url)
    await writeFile(file, documentWith(await readFile(file, 'utf8'), blocks, run))
  }
  return Object.keys(documents)
}
