import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { windowsEnvironment } from '../../config/process-environment.ts'

/** Far more than these programs write. */
const outputCharacters = 65_536

const isWindows = process.platform === 'win32'

/** Fixed, so that PG* variables have no effect and secrets are not passed on. */
export const programEnvironment: NodeJS.ProcessEnv = {
  // Programs of Windows do not start without the variables of the system.
  ...(isWindows
    ? windowsEnvironment()
    : {
        PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/run/current-system/sw/bin',
      }),
  LC_ALL: 'C',
  TZ: 'UTC',
}

/**
 * Ctrl-C is for the service, which stops its programs last: a process group of its own, or on
 * Windows a hidden console of its own.
 */
export const apart = { detached: !isWindows, windowsHide: true } as const

/** A command line, and the account to run it as, if not ours. */
export interface Command {
  readonly file: string
  readonly args: readonly string[]
  readonly account?: { readonly uid: number; readonly gid: number }
  /** default: the root folder */
  readonly cwd?: string
  /** besides `programEnvironment` */
  readonly environment?: Readonly<Record<string, string>>
}

export type ProgramEnd =
  | { readonly ok: true; readonly output: string }
  | { readonly ok: false; readonly reason: string }

/** Runs a program to its end; the last line of stderr is the reason of a failure. */
export async function runProgram(command: Command, timeoutMs: number): Promise<ProgramEnd> {
  try {
    const child = spawn(command.file, command.args, {
      ...command.account,
      cwd: command.cwd ?? '/',
      env: { ...programEnvironment, ...command.environment },
      ...apart,
      timeout: timeoutMs,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const output = tailOf(child.stdout)
    const errors = tailOf(child.stderr)
    const [code, signal] = await once(child, 'close')
    if (code === 0) return { ok: true, output: output().trim() }
    const lastLine = errors().trim().split('\n').at(-1)
    return { ok: false, reason: lastLine || `${command.file} ended with ${signal ?? code}` }
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) }
  }
}

function tailOf(stream: Readable): () => string {
  let text = ''
  stream.setEncoding('utf8').on('data', (more: string) => {
    text = (text + more).slice(-outputCharacters)
  })
  return () => text
}
