import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { PROJECT_ROOT } from '../descriptors/project.ts'

/** A block of code of a page. */
export interface Snippet {
  /** such as `ts` or `sh`; empty = none */
  readonly language: string
  /** the file that the block names, such as `srv/handlers/badge.ts`; null = none */
  readonly file: string | null
  readonly text: string
}

const BLOCK = /^```(\S*)(?: (\S+))?\n(.*?)^```$/gms

/** All blocks of code, in the order of the page. Pure. */
export function snippetsIn(page: string): Snippet[] {
  return [...page.matchAll(BLOCK)].map(([, language = '', file = null, text = '']) => ({
    ...{ language, file, text },
  }))
}

export interface HandlerFile {
  /** without its folder */
  readonly name: string
  readonly text: string
}

/** The handlers and tests that a page of `docs` shows. */
export async function handlerFilesOf(page: string): Promise<HandlerFile[]> {
  const text = await readFile(path.join(PROJECT_ROOT, 'docs', page), 'utf8')
  return snippetsIn(text)
    .filter(({ language }) => language === 'ts')
    .map(({ file, text: code }) => {
      if (file === null) throw new Error(`expected each TypeScript of ${page} to name its file`)
      return { name: path.basename(file), text: code }
    })
}
