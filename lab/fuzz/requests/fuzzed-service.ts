import { once } from 'node:events'
import { forkProgram } from '../../bench/stage/fork-program.ts'
import type { InstanceDeps } from '../../chaos/instance-environment.ts'
import type { MemoryPoint } from '../support/memory.ts'
import type { ServiceMessage } from './service-messages.ts'

/** The service in its own process, with its messages besides its answers. */
export interface FuzzedService {
  readonly port: number
  /** errors that it did not expect */
  readonly troubles: readonly string[]
  /** how often it logged what */
  readonly warnings: Readonly<Record<string, number>>
  /** the log lines of one call */
  troubleOf(correlationId: string): string | null
  /** null while it runs */
  ended(): string | null
  memory(): Promise<MemoryPoint>
  /** false = it did not stop in time, or with an error */
  stop(): Promise<boolean>
}

/** A service that does not even say how much memory it has hangs. */
const ANSWER_MS = 60_000
/** Longer than a stop may take. */
const STOP_MS = 20_000

export async function startFuzzedService(
  { databaseUrl, keys }: Pick<InstanceDeps, 'databaseUrl' | 'keys'>,
  binding: object,
): Promise<FuzzedService> {
  const child = forkProgram(
    {
      file: 'lab/fuzz/requests/run-service.ts',
      args: [JSON.stringify(binding)],
      env: { DATABASE_URL: databaseUrl, ...keys },
      nodeOptions: ['--expose-gc'],
    },
    'inherit',
  )
  const troubles: string[] = []
  const warnings: Record<string, number> = {}
  const byCall = new Map<string, string>()
  let end: string | null = null
  const exit = once(child, 'exit').then(([code, signal]) => {
    end = String(signal ?? code)
  })
  child.on('message', (message: ServiceMessage) => {
    if (message.kind === 'trouble') {
      troubles.push(message.what)
      if (message.correlationId !== null) byCall.set(message.correlationId, message.what)
    } else if (message.kind === 'warning') {
      warnings[message.what] = (warnings[message.what] ?? 0) + 1
    }
  })

  function told<Kind extends ServiceMessage['kind']>(kind: Kind) {
    return new Promise<ServiceMessage & { kind: Kind }>((resolve, reject) => {
      const listen = (message: ServiceMessage) => {
        if (message.kind !== kind) return
        child.off('message', listen)
        resolve(message as ServiceMessage & { kind: Kind })
      }
      child.on('message', listen)
      void exit.then(() => reject(new Error(`the service ended with ${end}`)))
      setTimeout(
        () => reject(new Error(`the service does not tell its ${kind}`)),
        ANSWER_MS,
      ).unref()
    })
  }

  const { port } = await told('listening')
  return {
    port,
    troubles,
    warnings,
    troubleOf: (correlationId) => byCall.get(correlationId) ?? null,
    ended: () => end,
    async memory() {
      const answer = told('memory')
      child.send('memory')
      return (await answer).point
    },
    async stop() {
      if (end === null) child.send('stop')
      const limit = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
      await exit
      clearTimeout(limit)
      return end === '0'
    },
  }
}
