import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import type { Deployable } from './build-archive.ts'

/** One container of the application. */
export interface PlatformInstance {
  readonly url: string
  /** every line that it wrote */
  readonly log: readonly string[]
  /** until it was alive, and until it was ready (ms) */
  readonly aliveMs: number
  readonly readyMs: number
  memory(): Promise<Memory>
  /** SIGTERM; SIGKILL after what the platform grants. */
  stop(): Promise<Stopped>
}

export interface Memory {
  /** resident now, and at most since it started (MB) */
  readonly nowMb: number
  readonly mostMb: number
}

export interface Stopped {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly seconds: number
}

/** Between checks at a start; how long one may take; what a start may take; what follows SIGTERM. */
const CHECK_EVERY_MS = 100
const CHECK_MS = 1_000
const START_MS = 180_000
const GRACE_MS = 60_000
const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Starts an unpacked archive by the command of its descriptor and waits until the checks pass. */
export async function startInstance(
  { folder, mta }: Deployable,
  environment: Readonly<Record<string, string>>,
): Promise<PlatformInstance> {
  const [module] = mta.modules
  const { parameters } = module as NonNullable<typeof module>
  const url = `http://127.0.0.1:${environment.PORT}`
  const since = performance.now()
  const child = spawn('sh', ['-c', `exec ${parameters.command}`], {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  const log = linesOf(child)
  const passes = (endpoint: string) => passed(child, log, `${url}${endpoint}`, since)
  const aliveMs = await passes(parameters['health-check-http-endpoint'])
  const readyMs = await passes(parameters['readiness-health-check-http-endpoint'])
  return {
    url,
    log,
    aliveMs,
    readyMs,
    memory: () => memoryOf(child),
    stop: () => stop(child),
  }
}

function linesOf(child: ChildProcess): string[] {
  const lines: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    let rest = ''
    stream?.setEncoding('utf8').on('data', (text: string) => {
      const parts = (rest + text).split('\n')
      rest = parts.pop() ?? ''
      lines.push(...parts)
    })
  }
  return lines
}

/** @returns when it answered 200, since the start (ms) */
async function passed(
  child: ChildProcess,
  log: readonly string[],
  url: string,
  since: number,
): Promise<number> {
  while (performance.now() - since < START_MS) {
    if (child.exitCode !== null)
      throw new Error(`it ended with ${child.exitCode}:\n${log.slice(-5).join('\n')}`)
    const answer = await fetch(url, { signal: AbortSignal.timeout(CHECK_MS) }).catch(() => null)
    await answer?.arrayBuffer()
    if (answer?.status === 200) return Math.round(performance.now() - since)
    await setTimeout(CHECK_EVERY_MS)
  }
  throw new Error(
    `expected ${url} to answer 200 within ${START_MS} ms:\n${log.slice(-5).join('\n')}`,
  )
}

async function memoryOf({ pid }: ChildProcess): Promise<Memory> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8')
  const mb = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]) / 1_024
  return { nowMb: mb('VmRSS'), mostMb: mb('VmHWM') }
}

async function stop(child: ChildProcess): Promise<Stopped> {
  const since = performance.now()
  const ended = once(child, 'exit')
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
  const grace = new AbortController()
  const tooLate = setTimeout(GRACE_MS, undefined, { signal: grace.signal })
    .then(() => child.kill('SIGKILL'))
    .catch(() => undefined)
  if (child.exitCode === null && child.signalCode === null) await ended
  grace.abort()
  await tooLate
  const { exitCode: code, signalCode: signal } = child
  return { code, signal, seconds: (performance.now() - since) / 1_000 }
}
