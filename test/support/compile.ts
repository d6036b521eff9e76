import { execFile } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** The standard output of a program from our packages, also if it fails. */
export function outputOf(program: string, args: readonly string[], cwd: string): Promise<string> {
  const file = path.join(ROOT, 'node_modules', program)
  return new Promise((resolve, refuse) => {
    execFile(process.execPath, [file, ...args], { cwd }, (error, stdout, stderr) => {
      // One that did not even begin has found nothing, and must not look content.
      if (error !== null && stdout === '') refuse(new Error(stderr, { cause: error }))
      else resolve(stdout)
    })
  })
}

/** The compiler's messages about a folder with a tsconfig.json; empty = it compiles. */
export function compile(folder: string): Promise<string> {
  const args = ['--noEmit', '--pretty', 'false', '-p', folder]
  return outputOf('typescript/bin/tsc', args, ROOT)
}
