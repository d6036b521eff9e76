import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { open } from 'node:fs/promises'
import { cpuMsOf } from './cpu-time.ts'
import { forkProgram, type Program } from './fork-program.ts'

export interface ServerProgram extends Program {
  /** where its log goes */
  readonly logFile: string
}

export interface RunningServer {
  readonly origin: string
  readonly process: ChildProcess
  /** CPU that it has used so far (ms); null where the system does not tell */
  cpuMs(): Promise<number | null>
  /** May be called twice. */
  stop(): Promise<void>
}

const START_MS = 20_000

/** Starts a server in a process of its own and waits until it says `{ listening: port }`. */
export async function startServer(program: ServerProgram): Promise<RunningServer> {
  const log = await open(program.logFile, 'w')
  const child = forkProgram(program, log.fd)
  await log.close()
  const ended = once(child, 'exit')
  async function stop(): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    await ended
  }
  try {
    const port = await listening(child, program.file)
    const origin = `http://127.0.0.1:${port}`
    return { origin, process: child, cpuMs: () => cpuMsOf(child.pid), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function listening(child: ChildProcess, file: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`${file} did not start in time`)), START_MS)
    child.on('message', (message: { listening?: number }) => {
      if (message.listening === undefined) return
      clearTimeout(limit)
      resolve(message.listening)
    })
    child.once('exit', (code) => {
      clearTimeout(limit)
      reject(new Error(`${file} ended with ${code} before it listened`))
    })
  })
}
