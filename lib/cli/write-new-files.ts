import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { wrongArguments } from './command.ts'

export interface NewFile {
  readonly file: string
  readonly text: string
  /** permissions, where not everybody may read it */
  readonly mode?: number
}

/** Writes files that are not there yet: all of them, or none where one is. */
export async function writeNewFiles(files: readonly NewFile[]): Promise<void> {
  const there = files.filter(({ file }) => existsSync(file)).map(({ file }) => shown(file))
  if (there.length > 0) {
    throw wrongArguments(`expected no ${there.join(' and no ')}: nothing is overwritten`)
  }
  for (const { file, text, mode } of files) {
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, text, { flag: 'wx', mode })
  }
}

/** A short path where the file lies below the folder that one is in. */
export function shown(file: string): string {
  const relative = path.relative(process.cwd(), file)
  return relative.startsWith('..') ? file : relative
}
