import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** More than npm ever says. */
const MAX_BUFFER = 64 * 1024 * 1024

/** Runs a command without a shell, as the build tool does. @throws Error with its last words */
export async function runCommand(
  command: string,
  cwd: string,
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const [program = '', ...args] = command.split(' ')
  try {
    const { stdout } = await run(program, args, { cwd, env: environment, maxBuffer: MAX_BUFFER })
    return stdout
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    const words = `${stdout}\n${stderr}`.trim().split('\n').slice(-15).join('\n')
    throw new Error(`expected "${command}" to succeed, it failed:\n${words}`)
  }
}
