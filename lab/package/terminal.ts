import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'

/** A command that ran, as the table shows it. */
export interface Step {
  readonly command: string
  readonly seconds: number
  readonly code: number | null
  /** ended and said as expected */
  readonly isHeld: boolean
}

export interface RunOptions {
  readonly cwd: string
  readonly environment?: Readonly<Record<string, string>>
  /** exit code; default 0 */
  readonly expected?: number
  /** expected in the output */
  readonly says?: string | RegExp
}

export interface StartOptions extends RunOptions {
  /** the command is ready when it says this */
  readonly says: RegExp
  /** said at its end; default: as the service does */
  readonly stopsWith?: RegExp
}

export interface RunningCommand {
  readonly pid: number
  out(): string
  /** Waits until the command says something. Its time is a step of its own. */
  says(text: RegExp, title: string, limitMs?: number): Promise<void>
  /** Sends SIGTERM to one process; default: to all that the command started. */
  stop(pid?: number): Promise<void>
}

/** Runs commands as a person does, and keeps their times. */
export interface Shell {
  readonly steps: readonly Step[]
  run(command: string, options: RunOptions): Promise<string>
  /** Starts a command and waits until it says something. */
  start(command: string, options: StartOptions): Promise<RunningCommand>
  /** Stops the commands that still run, after an error. */
  stopAll(): Promise<void>
}

const READY_MS = 120_000
const LAST_LINES = 40
/** Both forms of the log. */
const STOPPED = /"msg":"stopped"|\d {2}stopped$/m

export function createShell(environment: Readonly<Record<string, string>>): Shell {
  const steps: Step[] = []
  const running = new Map<ChildProcess, Promise<unknown>>()
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
      const isSaid = typeof says === 'string' ? out().includes(says) : says.test(out())
      const isHeld = code === expected && isSaid
      steps.push({ command, seconds: secondsSince(since), code, isHeld })
      if (isHeld) return out()
      throw new Error(
        `expected "${command}" to end with ${expected} and say "${says}", it ended with ${code}:\n${lastLines(out())}`,
      )
    },
    async start(command, options) {
      const { says: isReady, stopsWith = STOPPED } = options
      const { child, out } = open(command, options)
      const ended = once(child, 'close')
      running.set(child, ended)
      void ended.then(() => running.delete(child))
      const says = async (text: RegExp, title: string, limitMs = READY_MS) => {
        const since = performance.now()
        await said(child, out, text, { command, limitMs })
        const seconds = secondsSince(since)
        steps.push({ command: `${command} (${title})`, seconds, code: 0, isHeld: true })
      }
      await says(isReady, 'ready')
      return {
        out,
        pid: child.pid ?? Number.NaN,
        says,
        async stop(pid = -(child.pid ?? Number.NaN)) {
          const stopped = performance.now()
          process.kill(pid, 'SIGTERM')
          await ended
          const isHeld = stopsWith.test(out())
          const seconds = secondsSince(stopped)
          steps.push({ command: `${command} (SIGTERM)`, seconds, code: isHeld ? 0 : 1, isHeld })
          if (!isHeld) throw new Error(`expected "${command}" to stop:\n${lastLines(out())}`)
        },
      }
    },
    async stopAll() {
      for (const { pid } of running.keys()) if (pid !== undefined) stopGroup(pid)
      await Promise.all(running.values())
    },
  }
}

function stopGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGTERM')
  } catch (error) {
    // It has ended meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
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

async function said(
  child: ChildProcess,
  out: () => string,
  text: RegExp,
  { command, limitMs }: { readonly command: string; readonly limitMs: number },
): Promise<void> {
  const deadline = performance.now() + limitMs
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
