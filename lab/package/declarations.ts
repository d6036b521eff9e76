import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** Relative specifiers with the ending of a source file. */
const SOURCE = /((?:from|import)\s*\(?\s*['"]\.{1,2}\/[^'"]*?)\.ts(['"])/g
const RELATIVE = /(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"]*?)\.js['"]/g

/**
 * Keeps only the declarations that the entries of the package reach, and makes their imports name the
 * compiled files: the compiler leaves the ending of a source file in declarations.
 */
export async function keepPublicDeclarations(
  root: string,
  entries: readonly string[],
): Promise<string[]> {
  const reached = new Set<string>()
  const waiting = [...entries]
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (reached.has(file)) continue
    reached.add(file)
    const text = withCompiledEndings(await readFile(path.join(root, file), 'utf8'))
    await writeFile(path.join(root, file), text)
    for (const [, module = ''] of text.matchAll(RELATIVE)) {
      waiting.push(path.posix.join(path.posix.dirname(file), `${module}.d.ts`))
    }
  }
  for (const file of await readdir(root, { recursive: true })) {
    const own = file.replaceAll(path.sep, '/')
    if (own.endsWith('.d.ts') && !reached.has(own)) await rm(path.join(root, file))
  }
  return [...reached].sort()
}

export function withCompiledEndings(text: string): string {
  return text.replaceAll(SOURCE, '$1.js$2')
}
