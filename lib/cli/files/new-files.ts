import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { wrongArguments } from '../command.ts'

export interface NewFile {
  readonly file: string
  readonly text: string | Buffer
  /** permissions, if not everybody may read it */
  readonly mode?: number
}

/** Writes new files: all of them, or none if one exists. */
export async function writeNewFiles(files: readonly NewFile[]): Promise<void> {
  const existing = files.filter(({ file }) => existsSync(file)).map(({ file }) => shortPath(file))
  if (existing.length > 0) {
    throw wrongArguments(`expected no ${existing.join(' and no ')}: nothing is overwritten`)
  }
  for (const { file, text, mode } of files) {
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, text, { flag: 'wx', mode })
  }
}

/** The relative path of a file below the working folder; any other path unchanged. */
export function shortPath(file: string): string {
  const relative = path.relative(process.cwd(), file)
  return relative === '' || relative.startsWith('..') ? file : relative
}

/** A text as one word of a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
