import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { COMPILE_CACHE } from './compile-cache.ts'
import { settledOrTimeout } from './eventually.ts'
import type { TestBed } from './test-service.ts'

const PROGRAM = fileURLToPath(new URL('../../lib/cli/run-cli.ts', import.meta.url))
/** When to give up: a tool may build the page before it says anything. */
const PATIENCE_MS = 60_000
const ROOT = fileURLToPath(new URL('../../', import.meta.url))

export interface ToolEnd {
  readonly code: number | null
  readonly out: string
  readonly errors: string
}

export interface RunningTool {
  readonly child: ChildProcess
  readonly ended: Promise<ToolEnd>
  out(): string
  /** Waits until it has said this. */
  says(text: string | RegExp, times?: number): Promise<void>
}

/** Starts a developer's tool as its npm script does, with nothing of this process's environment. */
export function startTool(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  input = '',
  cwd = ROOT,
): RunningTool {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd,
    env: { NO_COLOR: '1', ...COMPILE_CACHE, ...environment },
  })
  let out = ''
  let errors = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  const ended = new Promise<ToolEnd>((resolve) => {
    child.on('close', (code) => resolve({ code, out, errors }))
  })
  child.stdin.end(input)
  return {
    child,
    ended,
    out: () => out,
    says: (text, times = 1) =>
      settledOrTimeout(
        () => out.split(text).length > times,
        `the tool to say ${text}: ${out}`,
        PATIENCE_MS,
      ),
  }
}

export function runTool(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  input = '',
): Promise<ToolEnd> {
  return startTool(args, environment, input).ended
}

/** Options for a service of a test bed; the secret comes by standard input. */
export function serviceOptions(
  { authorizationServer }: TestBed,
  url: string,
  client: 'successfactors' | 'operator',
): { readonly args: readonly string[]; readonly input: string } {
  return {
    args: [
      ...['--url', url, '--token-url', authorizationServer.tokenUrl],
      ...['--client-id', client, '--client-secret-file', '-'],
    ],
    input: authorizationServer.clients[client].secret,
  }
}
