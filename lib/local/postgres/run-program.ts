import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** Fixed, so that no PG* variable of the caller counts and no secret of it is handed on. */
export const programEnvironment: NodeJS.ProcessEnv = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/run/current-system/sw/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
}

/** A command line, and the account that it runs as where that is not our own. */
export interface Command {
  readonly file: string
  readonly args: readonly string[]
  readonly account?: { readonly uid: number; readonly gid: number }
}

export type ProgramEnd =
  | { readonly ok: true; readonly output: string }
  | { readonly ok: false; readonly reason: string }

/** Runs a program to its end; the reason of a failure is the last line that it wrote to stderr. */
export async function runProgram(command: Command, timeoutMs: number): Promise<ProgramEnd> {
  try {
    const { stdout } = await execute(command.file, command.args, {
      ...command.account,
      cwd: '/',
      env: programEnvironment,
      timeout: timeoutMs,
    })
    return { ok: true, output: stdout.trim() }
  } catch (error) {
    return { ok: false, reason: reasonOf(error) }
  }
}

function reasonOf(error: unknown): string {
  const { stderr = '', message = '' } = error as { stderr?: string; message?: string }
  return stderr.trim().split('\n').at(-1) || message.split('\n')[0] || String(error)
}
