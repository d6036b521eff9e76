import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'

/** A command that ran, as the table shows it. */
export interface Step {
  readonly command: string
  readonly seconds: number
  readonly code: number | null
  readonly expected: number
}

export interface RunOptions {
  readonly cwd: string
  readonly environment?: Readonly<Record<string, string>>
  /** exit code; default 0 */
  readonly expected?: number
  /** expected in the output */
  readonly says?: string | RegExp
}

export interface RunningCommand {
  readonly pid: number
  out(): string
  /** Sends SIGTERM to one process; default: to all that the command started. */
  stop(pid?: number): Promise<void>
}

/** Runs commands as a person does, and keeps their times. */
export interface Shell {
  readonly steps: readonly Step[]
  run(command: string, options: RunOptions): Promise<string>
  /** Starts a command and waits until it says something. */
  start(command: string, options: RunOptions & { readonly says: RegExp }): Promise<RunningCommand>
}

const READY_MS = 120_000
const LAST_LINES = 40

export function createShell(environment: Readonly<Record<string, string>>): Shell {
  const steps: Step[] = []
  const open = (command: string, { cwd, environment: own = {} }: RunOptions) => {
    console.log(`\n$ ${command}`)
    const env = { ...environment, ...own }
    // A process group of its own, so that a signal reaches what npm started.
    const child = spawn(command, {
      cwd,
      env,
      shell: true,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    return { child, out: collect(child) }
  }

  return {
    steps,
    async run(command, options) {
      const since = performance.now()
      const { child, out } = open(command, options)
      const [code] = (await once(child, 'close')) as [number | null]
      const { expected = 0, says = '' } = options
      steps.push({ command, seconds: secondsSince(since), code, expected })
      const isSaid = typeof says === 'string' ? out().includes(says) : says.test(out())
      if (code === expected && isSaid) return out()
      throw new Error(
        `expected "${command}" to end with ${expected} and say "${says}", it ended with ${code}:\n${lastLines(out())}`,
      )
    },
    async start(command, options) {
      const since = performance.now()
      const { child, out } = open(command, options)
      const ended = once(child, 'close')
      await said(child, out, options.says, command)
      steps.push({
        command: `${command} (ready)`,
        seconds: secondsSince(since),
        code: 0,
        expected: 0,
      })
      return {
        out,
        pid: child.pid ?? Number.NaN,
        async stop(pid = -(child.pid ?? Number.NaN)) {
          const stopped = performance.now()
          process.kill(pid, 'SIGTERM')
          await ended
          const code = out().includes('"msg":"stopped"') ? 0 : 1
          steps.push({
            command: `${command} (SIGTERM)`,
            seconds: secondsSince(stopped),
            code,
            expected: 0,
          })
          if (code !== 0) throw new Error(`expected "${command}" to stop:\n${lastLines(out())}`)
        },
      }
    },
  }
}

function collect(child: ChildProcess): () => string {
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (part: string) => {
      text += part
    })
  }
  return () => text
}

async function said(child: ChildProcess, out: () => string, text: RegExp, command: string) {
  const deadline = performance.now() + READY_MS
  while (!text.test(out())) {
    if (child.exitCode !== null || performance.now() > deadline) {
      throw new Error(`expected "${command}" to say ${text}:\n${lastLines(out())}`)
    }
    await delay(50)
  }
}

const secondsSince = (since: number) => (performance.now() - since) / 1_000

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-LAST_LINES).join('\n')
}
