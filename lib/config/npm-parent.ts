import { readFileSync } from 'node:fs'
import path from 'node:path'

const BIN_FOLDER = path.join('node_modules', '.bin', path.sep)

export interface ProcessStart {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** absolute path of the program */
  readonly program: string
}

/** The processes above this one that end with npm. */
export interface NpmParent {
  /** npm, or the shell in which npm runs the script */
  readonly parent: number
  /** the shell's parent, which is npm; null = no shell, or unknown */
  readonly grandparent: number | null
}

/**
 * Whether npm runs this program directly. Children of a script inherit npm's variables, but
 * `npm_lifecycle_script` names another program. Pure.
 */
export function isNpmScript({ environment, cwd, program }: ProcessStart): boolean {
  const { npm_lifecycle_event: event, npm_lifecycle_script: script } = environment
  if (!event || !script) return false
  const [command = '', ...args] = script.split(/\s+/)
  // npm finds a command of a package in a folder .bin; its args name a program by path.
  if (program.includes(BIN_FOLDER) && path.basename(program, '.cmd') === command) return true
  return args.some((word) => path.resolve(cwd, word) === program)
}

/** npm in the process table. @param script the command that npm runs */
export function readNpmParent(script: string): NpmParent {
  const parent = process.ppid
  return { parent, grandparent: runsScript(parent, script) ? parentOf(parent) : null }
}

/** Needs Linux's /proc; elsewhere the usual shells replace themselves with the program. */
function runsScript(pid: number, script: string): boolean {
  const [, option, command = ''] = (readProcess(pid, 'cmdline') ?? '').split('\0')
  return option === '-c' && command.startsWith(script)
}

function parentOf(pid: number): number | null {
  // The program name is in parentheses and may contain anything.
  const fields = /.*\) \S (\d+) /s.exec(readProcess(pid, 'stat') ?? '')
  return fields === null ? null : Number(fields[1])
}

function readProcess(pid: number, file: 'cmdline' | 'stat'): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return null
  }
}
