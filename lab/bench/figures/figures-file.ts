import { readFile, writeFile } from 'node:fs/promises'
import type { Measured } from '../report/measured.ts'
import { type LatestRun, latestRun } from './latest-run.ts'

const FILE = new URL('./latest-run.json', import.meta.url)

/** Replaces the figures of the last whole run. @throws Error when this run was not whole */
export async function writeFigures(
  at: string,
  facts: readonly string[],
  measured: Measured,
): Promise<void> {
  await writeFile(FILE, `${JSON.stringify(latestRun(at, facts, measured), null, 2)}\n`)
}

export async function readStats(): Promise<LatestRun> {
  return JSON.parse(await readFile(FILE, 'utf8')) as LatestRun
}
