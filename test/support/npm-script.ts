import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { childEnvironment } from '../../lib/config/process-environment.ts'
import { COMPILE_CACHE } from './compile-cache.ts'
import { settledOrTimeout } from './eventually.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

export interface NpmScript {
  /** npm itself */
  readonly child: ChildProcess
  out(): string
  says(text: string): Promise<void>
  /** Waits until npm and everything that it started are gone: each of them holds the output. */
  ended(): Promise<void>
  /** Ends whatever is left. */
  kill(): void
}

/** Runs a script of package.json with the npm of this machine, as a person or a platform does. */
export function startNpmScript(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  cwd = ROOT,
): NpmScript {
  const { PATH = '', HOME = '' } = childEnvironment({})
  const child = spawn('npm', args, {
    cwd,
    env: {
      ...{ PATH, HOME, NO_COLOR: '1', npm_config_update_notifier: 'false' },
      ...COMPILE_CACHE,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, so that nothing outlives the test.
    detached: true,
  })
  let out = ''
  let isClosed = false
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      out += text
    })
  }
  child.once('close', () => {
    isClosed = true
  })
  return {
    child,
    out: () => out,
    says: (text) => settledOrTimeout(() => out.includes(text), `"${text}" in ${out}`),
    ended: () => settledOrTimeout(() => isClosed, `the end of all processes: ${out}`),
    kill() {
      if (!isClosed) process.kill(-(child.pid ?? Number.NaN), 'SIGKILL')
    },
  }
}
