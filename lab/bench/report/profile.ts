import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: { readonly functionName: string; readonly url: string }
  }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

const SHOWN = 25

/** Where the time went: self time by part of the program and by function, as lines. */
export async function summarizeProfiles(folder: string): Promise<string[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.cpuprofile'))
  const profiles = await Promise.all(
    files.map(async (file) => {
      return JSON.parse(await readFile(path.join(folder, file), 'utf8')) as CpuProfile
    }),
  )
  const parts = new Map<string, number>()
  const functions = new Map<string, number>()
  for (const profile of profiles) addSelfTimes(profile, parts, functions)
  const busy = [...parts.values()].reduce((sum, time) => sum + time, 0)
  return [
    `CPU of ${files.length} runs of our service without idle time, by part:`,
    ...largest(parts, busy),
    'by function:',
    ...largest(functions, busy),
  ]
}

function addSelfTimes(
  { nodes, samples, timeDeltas }: CpuProfile,
  parts: Map<string, number>,
  functions: Map<string, number>,
): void {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]))
  samples.forEach((id, index) => {
    const frame = frames.get(id)
    // A delta stands for the time since the sample before it, so it belongs to that one's successor.
    const time = timeDeltas[index + 1] ?? 0
    if (frame === undefined || frame.functionName === '(idle)') return
    const part = partOf(frame.url, frame.functionName)
    add(parts, part, time)
    add(functions, `${frame.functionName || '(anonymous)'}  ${part}`, time)
  })
}

/** `pg`, `node:http`, `lib/store`, `(garbage collector)`. */
function partOf(url: string, functionName: string): string {
  if (url.startsWith('node:')) return url.split('/').slice(0, 2).join('/')
  const packages = url.split('/node_modules/')
  if (packages.length > 1) return packages.at(-1)?.split('/')[0] ?? ''
  const own = /\/((?:lib|srv|bench)\/.*)\/[^/]+$/.exec(url)?.[1]
  return own ?? (url === '' ? functionName || '(native)' : path.basename(url))
}

function add(sums: Map<string, number>, name: string, time: number): void {
  sums.set(name, (sums.get(name) ?? 0) + time)
}

function largest(sums: ReadonlyMap<string, number>, whole: number): string[] {
  return [...sums]
    .sort(([, a], [, b]) => b - a)
    .slice(0, SHOWN)
    .map(([name, time]) => `  ${((time * 100) / whole).toFixed(1).padStart(5)} %  ${name}`)
}
