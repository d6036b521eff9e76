import { readFileSync } from 'node:fs'
import path from 'node:path'

/** How this process came to be. */
export interface ProcessStart {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** the program's absolute path */
  readonly program: string
}

/** The processes above this one that must live for npm to be there. */
export interface NpmParent {
  /** npm, or the shell in which npm runs the script */
  readonly parent: number
  /** the shell's parent, which is npm; null = there is no shell between, or it is not known */
  readonly grandparent: number | null
}

/**
 * Whether npm itself runs this program as its script. Children of a script inherit npm's variables,
 * but `npm_lifecycle_script` names another program: their parent decides when they end. Pure.
 */
export function isNpmScript({ environment, cwd, program }: ProcessStart): boolean {
  const { npm_lifecycle_event: event, npm_lifecycle_script: script } = environment
  if (!event || !script) return false
  return script.split(/\s+/).some((word) => path.resolve(cwd, word) === program)
}

/** npm as the process table shows it now. @param script the command that npm runs */
export function readNpmParent(script: string): NpmParent {
  const parent = process.ppid
  return { parent, grandparent: runsScript(parent, script) ? parentOf(parent) : null }
}

/** Only Linux tells this; elsewhere the usual shells replace themselves with the program. */
function runsScript(pid: number, script: string): boolean {
  const [, option, command = ''] = (readProcess(pid, 'cmdline') ?? '').split('\0')
  return option === '-c' && command.startsWith(script)
}

function parentOf(pid: number): number | null {
  // The name of the program stands in parentheses and may contain anything.
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
