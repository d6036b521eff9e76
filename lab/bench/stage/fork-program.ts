import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface Program {
  /** relative to the project */
  readonly file: string
  readonly args?: readonly string[]
  /** all that it sees of the environment */
  readonly env: Readonly<Record<string, string>>
  readonly nodeOptions?: readonly string[]
}

const PROJECT = new URL('../../../', import.meta.url)
const END_WITH_PARENT = new URL('./end-with-parent.ts', import.meta.url).href

/** Starts a program of the project with a channel to it. @param stdout a file, or ours */
export function forkProgram(program: Program, stdout: number | 'inherit'): ChildProcess {
  const { file, args = [], env, nodeOptions = [] } = program
  return fork(fileURLToPath(new URL(file, PROJECT)), args, {
    // The service resolves the folder of its handlers against its working folder.
    cwd: fileURLToPath(PROJECT),
    env,
    execArgv: ['--import', END_WITH_PARENT, ...nodeOptions],
    stdio: ['ignore', stdout, 'inherit', 'ipc'],
  })
}
