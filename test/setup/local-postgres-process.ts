import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { childEnvironment } from '../../lib/config/process-environment.ts'
import type {
  LocalPostgres,
  LocalPostgresOptions,
} from '../../lib/local/postgres/start-local-postgres.ts'
import { COMPILE_CACHE } from '../support/compile-cache.ts'

const program = fileURLToPath(new URL('./hold-local-postgres.ts', import.meta.url))

export interface Holder {
  readonly child: ChildProcess
  /** its output before `outcome` */
  readonly lines: readonly string[]
  readonly outcome:
    | { readonly kind: 'ready'; readonly connection: LocalPostgres['connection'] }
    | { readonly kind: 'error'; readonly code: string; readonly message: string }
}

export interface ProcessAccount {
  readonly uid?: number
  readonly gid?: number
}

export function spawnHolder(options: LocalPostgresOptions, account: ProcessAccount = {}) {
  return spawn(process.execPath, [program, JSON.stringify(options)], {
    ...account,
    cwd: '/',
    env: childEnvironment(COMPILE_CACHE),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

/** Runs a local PostgreSQL from a process of its own, as another account where one is given. */
export async function holdLocalPostgres(
  options: LocalPostgresOptions,
  account: ProcessAccount = {},
): Promise<Holder> {
  const child = spawnHolder(options, account)
  const lines: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    const [, kind, rest = ''] = /^(ready|error) (.*)$/.exec(line) ?? []
    if (kind === 'ready') return { child, lines, outcome: { kind, connection: JSON.parse(rest) } }
    if (kind === 'error') {
      const [code = '', ...message] = rest.split(' ')
      return { child, lines, outcome: { kind, code, message: message.join(' ') } }
    }
    lines.push(line)
  }
  throw new Error(`the holder ended: ${lines.join(' | ')}`)
}

/** Ends the process and waits for its end; the server of a killed one lives on. */
export async function endHolder({ child }: Holder, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill(signal)
  await once(child, 'exit')
}

/** The pid of the server of a data folder. */
export async function serverPid(dataDir: string): Promise<number> {
  const file = await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')
  return Number(file.split('\n')[0])
}
