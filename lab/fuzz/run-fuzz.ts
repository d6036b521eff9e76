import { type FuzzOptions, readOptions } from './options.ts'
import type { PartResult } from './report/part-result.ts'
import { slowestLines, tableOf } from './report/table.ts'
import { runRequests } from './requests/run-requests.ts'
import { growthOf } from './support/judge-memory.ts'
import type { MemoryPoint } from './support/memory.ts'
import { runPart } from './support/run-part.ts'

/**
 * `npm run fuzz`: hostile and malformed inputs for the decoder, the token check, the masking and the
 * whole service.
 */
async function main(options: FuzzOptions): Promise<boolean> {
  const { seed } = options
  say(`seed ${seed} (--seed ${seed} draws the same inputs)`)
  // Each of them keeps one core busy; the requests need both.
  const results = await Promise.all([
    ...(options.decoder === 0 ? [] : [child('decoder', seed, options.decoder)]),
    ...(options.tokens === 0 ? [] : [child('tokens', seed, options.tokens)]),
  ])
  if (options.masking > 0) results.push(await child('masking', seed, options.masking))
  if (options.requests > 0) {
    results.push(await runRequests(seed, options.requests, pointLine('requests')))
  }
  say(`\n${tableOf(results)}\n`)
  for (const line of slowestLines(results)) say(line)
  const broken = results.flatMap(brokenIn)
  say(broken.length === 0 ? '\nevery promise was kept' : `\nBROKEN (seed ${seed})`)
  for (const line of broken) say(line)
  return broken.length === 0
}

function child(part: string, seed: number, count: number): Promise<PartResult> {
  return runPart(`lab/fuzz/${part}/run-${part}.ts`, { seed, count }, pointLine(part))
}

function pointLine(part: string): (point: MemoryPoint) => void {
  return ({ inputs, heapMb, rssMb }) =>
    say(
      `${part.padEnd(8)} ${String(inputs).padStart(8)}  heap ${heapMb.toFixed(1)} MB  rss ${rssMb.toFixed(1)} MB`,
    )
}

function brokenIn({ part, points, violations }: PartResult): string[] {
  const growth = growthOf(points)
  return [
    ...violations.map(
      ({ promise, found, example, seed, path }) =>
        `  ${part}: ${promise}\n    found: ${found}\n    seed ${seed}, path ${path}\n    ${example}`,
    ),
    ...(growth === null ? [] : [`  ${part}: memory stays flat\n    found: ${growth}`]),
  ]
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

const held = await main(readOptions(process.argv.slice(2)))
process.exit(held ? 0 : 1)
