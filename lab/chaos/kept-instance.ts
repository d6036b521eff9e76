import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { open } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const END_WITH_PARENT = import.meta.resolve('../../lib/cli/demo/end-with-parent.ts')
const ERROR_CHARACTERS = 2_000
/** More ends than any run orders: a service that cannot start must not be started for ever. */
const MOST_OWN_ENDS = 20

export interface InstanceOptions {
  readonly name: string
  readonly port: number
  /** all that it sees of the environment, beside its port */
  readonly environment: Readonly<Record<string, string>>
  /** for its log and the effects of its handlers */
  readonly folder: string
}

/** One place of the platform: a process of the service that is started again whenever it ends. */
export interface KeptInstance {
  readonly name: string
  readonly url: string
  /** an unexpected end, with its last lines */
  readonly ownEnds: readonly string[]
  /** it listens and is not frozen */
  serves(): boolean
  frozen(): boolean
  /** null = no process runs */
  pid(): number | null
  /** from each start to the moment when it listened (ms) */
  readonly startsMs: readonly number[]
  kill(): void
  freeze(): void
  thaw(): void
  stop(): Promise<void>
}

const living = new Set<ChildProcess>()
/** nothing is started any more */
let over = false

/** For a run that is broken off: no process of the service outlives it, a frozen one neither. */
export function endAllInstances(): void {
  over = true
  for (const child of living) child.kill('SIGKILL')
}
process.once('exit', endAllInstances)

export function keepInstance(options: InstanceOptions): KeptInstance {
  const { name, port, environment, folder } = options
  const ownEnds: string[] = []
  let child: ChildProcess | null = null
  let listening = false
  let frozen = false
  const startsMs: number[] = []
  /** the end that comes was ordered */
  let ordered = false
  let stopping = false

  async function runOnce(): Promise<void> {
    const log = await open(path.join(folder, `${name}.log`), 'a', 0o600)
    let errors = ''
    try {
      ordered = false
      const since = performance.now()
      const startsBefore = startsMs.length
      child = fork('srv/server.ts', [], {
        cwd: ROOT,
        env: { ...environment, PORT: String(port) },
        execArgv: ['--import', END_WITH_PARENT],
        stdio: ['ignore', log.fd, 'pipe', 'ipc'],
      })
      living.add(child)
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        errors = (errors + text).slice(-ERROR_CHARACTERS)
      })
      child.on('message', (message: { listening?: number }) => {
        if (message.listening === undefined) return
        listening = true
        startsMs.push(Math.round(performance.now() - since))
      })
      if (stopping) child.kill('SIGKILL')
      const [code, signal] = await once(child, 'close')
      const when = startsMs.length > startsBefore ? 'while it served' : 'while it started'
      if (!ordered && !stopping) ownEnds.push(`${name} ${when}: ${signal ?? code} ${errors.trim()}`)
    } finally {
      if (child !== null) living.delete(child)
      child = null
      listening = false
      frozen = false
      await log.close()
    }
  }

  async function keep(): Promise<void> {
    while (!stopping && !over && ownEnds.length < MOST_OWN_ENDS) await runOnce()
  }

  const kept = keep()
  return {
    name,
    url: `http://127.0.0.1:${port}`,
    ownEnds,
    serves: () => listening && !frozen,
    frozen: () => frozen,
    pid: () => child?.pid ?? null,
    startsMs,
    kill() {
      ordered = true
      // Set before the process ends, so that the next disaster does not select it.
      listening = false
      child?.kill('SIGKILL')
    },
    freeze() {
      frozen = true
      child?.kill('SIGSTOP')
    },
    thaw() {
      child?.kill('SIGCONT')
      frozen = false
    },
    async stop() {
      stopping = true
      child?.kill('SIGKILL')
      await kept
    },
  }
}
