import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { open } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'

export interface ServerOptions {
  readonly program: string
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly logFile: string
  readonly isReady: () => Promise<boolean>
}

export interface ServerProcess {
  stop(): Promise<void>
}

const READY_MS = 30_000
const STOP_MS = 5_000
const POLL_MS = 50

/** Starts a server and waits until it answers. It ends with us, even where we are killed. */
export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const { program, args, environment, logFile, isReady } = options
  const log = await open(logFile, 'a', 0o600)
  const child = spawn('/usr/bin/setpriv', ['--pdeathsig', 'TERM', '--', program, ...args], {
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', ...environment },
    stdio: ['ignore', log.fd, log.fd],
  })
  await log.close()
  const ended = once(child, 'close')
  const gone = () => child.exitCode !== null || child.signalCode !== null
  const stop = async () => {
    if (gone()) return
    child.kill('SIGTERM')
    const limit = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
    await ended
    clearTimeout(limit)
  }
  const deadline = performance.now() + READY_MS
  while (!(await isReady())) {
    if (gone() || performance.now() > deadline) {
      await stop()
      throw new Error(`${program} did not start: run it again with --keep and see ${logFile}`)
    }
    await delay(POLL_MS)
  }
  return { stop }
}

/** Whether an address answers with a success. */
export async function answers(url: string): Promise<boolean> {
  const answer = await fetch(url).catch(() => null)
  await answer?.body?.cancel()
  return answer?.ok ?? false
}
