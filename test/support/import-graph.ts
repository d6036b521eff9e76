import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** One `import` or `export … from` statement, or `import()`. Types count too. */
export interface Import {
  readonly from: string
  /** file below the root, or name of a package */
  readonly to: string
  /** `import type` or `export type`: nothing is loaded */
  readonly isType: boolean
}

const IMPORTS =
  /^(?:import|export)\s[^'"`;]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\(\s*'([^']+)'/gm

/** All imports between the files that the patterns match, tests left out. */
export function readImports(
  root: string,
  patterns: readonly string[],
  aliases: Readonly<Record<string, string>>,
): readonly Import[] {
  const files = globSync(patterns, { cwd: root }).filter((file) => !file.endsWith('.test.ts'))
  return files.flatMap((file) => {
    const text = readFileSync(path.join(root, file), 'utf8')
    return [...text.matchAll(IMPORTS)].map(([statement, from, alone, called]) => {
      const specifier = from ?? alone ?? called ?? ''
      const isType = /^(?:import|export) type\b/.test(statement)
      return { from: file, to: targetOf(file, aliases[specifier] ?? specifier), isType }
    })
  })
}

function targetOf(file: string, specifier: string): string {
  if (specifier.startsWith('./lib/')) return path.posix.normalize(specifier)
  if (specifier.startsWith('.')) return path.posix.join(path.posix.dirname(file), specifier)
  const words = specifier.split('/')
  return words.slice(0, specifier.startsWith('@') ? 2 : 1).join('/')
}

/** `from → to` of each pair of rooms that an import joins. */
export function edgesBetween(
  imports: readonly Import[],
  roomOf: (file: string) => string | null,
): ReadonlyMap<string, ReadonlySet<string>> {
  const edges = new Map<string, Set<string>>()
  for (const { from, to } of imports) {
    const [a, b] = [roomOf(from), roomOf(to)]
    if (a === null || b === null || a === b) continue
    edges.set(a, (edges.get(a) ?? new Set()).add(b))
  }
  return edges
}

/** The first circle that is found, as its rooms; null = there is none. */
export function findCircle(
  edges: ReadonlyMap<string, ReadonlySet<string>>,
): readonly string[] | null {
  const finished = new Set<string>()
  const visit = (room: string, way: readonly string[]): readonly string[] | null => {
    if (way.includes(room)) return [...way.slice(way.indexOf(room)), room]
    if (finished.has(room)) return null
    for (const next of edges.get(room) ?? []) {
      const circle = visit(next, [...way, room])
      if (circle !== null) return circle
    }
    finished.add(room)
    return null
  }
  for (const room of edges.keys()) {
    const circle = visit(room, [])
    if (circle !== null) return circle
  }
  return null
}
