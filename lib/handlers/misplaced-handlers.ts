import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { readFileName } from './discover-handlers.ts'

const DEFINES = /^export default defineHandler\b/m
const IMPORTED = /\bfrom\s*['"]\.\/(.+?)['"]/g

/**
 * Files in subfolders that define a handler, relative to the folder of the handlers. They are ignored
 * there. A handler of the folder can import such a file: then it is in its place.
 */
export async function findMisplacedHandlers(folder: string): Promise<string[]> {
  const names = (await readdir(folder, { recursive: true })).filter(isOwn)
  const code = names.filter((name) => readFileName(path.basename(name)).kind === 'handler')
  const files = await Promise.all(
    code.sort().map(async (name) => {
      const text = await readFile(path.join(folder, name), 'utf8').catch(() => '')
      return { name, text, isBelow: path.dirname(name) !== '.' }
    }),
  )
  const imported = files.flatMap(({ text, isBelow }) =>
    isBelow ? [] : [...text.matchAll(IMPORTED)].map(([, file = '']) => path.normalize(file)),
  )
  return files
    .filter(({ name, text, isBelow }) => isBelow && DEFINES.test(text) && !imported.includes(name))
    .map(({ name }) => name)
}

/** Kubernetes keeps the files of a mounted folder in a hidden one. */
function isOwn(name: string): boolean {
  return name.split(path.sep).every((part) => !part.startsWith('.') && part !== 'node_modules')
}
