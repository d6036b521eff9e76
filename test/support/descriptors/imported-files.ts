import { readFileSync } from 'node:fs'
import path from 'node:path'

/** The files and packages that a program loads. */
export interface Imports {
  /** files, relative to the root */
  readonly files: ReadonlySet<string>
  /** packages, by name */
  readonly packages: ReadonlySet<string>
}

/** `import … from`, `export … from`, `import '…'`, `import('…')`, import.meta.resolve; types load nothing. */
const IMPORTS =
  /^(?:import|export)\s(?!type\s)[^'"`;]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport(?:\.meta\.resolve)?\(\s*'([^']+)'/gm

/**
 * Everything that is loaded with these files. @param skipped specifiers that are not followed
 */
export function importedFiles(
  root: string,
  entries: readonly string[],
  aliases: Readonly<Record<string, string>>,
  skipped: readonly string[] = [],
): Imports {
  const files = new Set<string>()
  const packages = new Set<string>()
  const waiting = [...entries]
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (files.has(file)) continue
    files.add(file)
    if (!/\.[jt]s$/.test(file)) continue
    for (const specifier of specifiersIn(readFileSync(path.join(root, file), 'utf8'))) {
      if (specifier.startsWith('node:') || skipped.includes(specifier)) continue
      const own = aliases[specifier] ?? specifier
      if (own.startsWith('.')) {
        const from = own === specifier ? path.posix.dirname(file) : '.'
        waiting.push(path.posix.join(from, own))
      } else packages.add(packageOf(own))
    }
  }
  return { files, packages }
}

function specifiersIn(text: string): string[] {
  return [...text.matchAll(IMPORTS)].map(([, from, alone, called]) => from ?? alone ?? called ?? '')
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}
