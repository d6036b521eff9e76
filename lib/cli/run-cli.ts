import { styleText } from 'node:util'
import { applicationIdentity } from '../config/cloud-foundry.ts'
import { loadEnvFile } from '../config/env-file.ts'
import { STOP_SIGNALS } from '../config/stop-signals.ts'
import { ReceiverError } from '../errors.ts'
import { type Command, type Result, Unanswered } from './command.ts'
import { requirePackages } from './require-packages.ts'

/** Something is missing or wrong with the call. */
const WRONG = 2
/** The service refused it, or part of it was not done. */
const NOT_DONE = 1
/** 128 + SIGINT, the convention of shells */
const INTERRUPTED = 130

interface Known {
  readonly summary: string
  /** optional packages, which a production install omits */
  readonly packages?: readonly string[]
  /** handles signals by itself; until then they end the process */
  readonly handlesSignals?: true
  /** Loads only this command: on SAP BTP the folders of the others are missing. */
  readonly load: () => Promise<Command>
}

const COMMANDS: Readonly<Record<string, Known>> = {
  init: {
    summary: 'writes a project with an example handler',
    load: async () => (await import('./init/init.ts')).init,
  },
  start: {
    summary: 'runs the service',
    handlesSignals: true,
    load: async () => (await import('./start/start.ts')).start,
  },
  demo: {
    summary: 'sends 200 calls of an invented company and shows the results',
    packages: ['cli-progress', 'oidc-provider'],
    load: async () => (await import('./demo/demo.ts')).demo,
  },
  dev: {
    summary: 'runs the service, and restarts it when a file is saved',
    packages: ['chokidar'],
    load: async () => (await import('./dev/dev.ts')).dev,
  },
  'new:handler': {
    summary: 'writes a handler with its test and a fixture',
    load: async () => (await import('./new-handler/new-handler.ts')).newHandler,
  },
  send: {
    summary: 'sends events or a file, as SuccessFactors does',
    packages: ['cli-progress'],
    load: async () => (await import('./send/send.ts')).send,
  },
  replay: {
    summary: 'retries the failed deliveries of a message or of a filter',
    packages: ['cli-progress'],
    load: async () => (await import('./replay/replay.ts')).replay,
  },
  fixture: {
    summary: 'makes a test fixture of a real message, with invented values',
    load: async () => (await import('./fixture/fixture.ts')).fixture,
  },
  'connector-settings': {
    summary: 'prints and checks the settings of an Event Connector',
    load: async () => (await import('./connector-settings/connector-settings.ts')).settings,
  },
  'rotate-master-key': {
    summary: 'encrypts the keys of persons with a new master key',
    load: async () => (await import('./rotate-master-key.ts')).rotate,
  },
  'verify-report': {
    summary: 'checks the signed report of an erasure',
    load: async () => (await import('./verify-report/verify-report.ts')).verifyReport,
  },
  'explain-token': {
    summary: 'explains a token rule by rule',
    load: async () => (await import('./explain-token/explain-token.ts')).explain,
  },
}

const stopping = new AbortController()
process.exitCode = await runCli(process.argv.slice(2))

async function runCli([name = '--help', ...args]: readonly string[]): Promise<number> {
  const isJson = args.includes('--json')
  if (['--help', '-h', 'help'].includes(name)) return print(overview())
  if (name === '--version') return print(applicationIdentity({}).version)
  const known = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (known === undefined) {
    const names = Object.keys(COMMANDS).join(', ')
    return printError('config_invalid', `expected a command (${names}), got "${name}"`, isJson)
  }
  const say = (...lines: readonly string[]) => void print(lines.join('\n'))
  if (!known.handlesSignals) {
    for (const signal of [...STOP_SIGNALS, 'SIGHUP'] as const)
      process.on(signal, () => stopping.abort())
  }
  try {
    loadEnvFile()
    requirePackages(name, known.packages ?? [])
    const command = await known.load()
    if (args.some((arg) => arg === '--help' || arg === '-h')) return print(command.help)
    const result = await command.run(args, { isJson, signal: stopping.signal, say })
    return printResult(result, isJson)
  } catch (error) {
    if (stopping.signal.aborted) return INTERRUPTED
    if (error instanceof Unanswered) return printError(error.code, error.message, isJson, NOT_DONE)
    if (error instanceof ReceiverError) return printError(error.code, error.message, isJson)
    return printError('internal', (error as Error).stack ?? String(error), isJson)
  }
}

function printResult({ exitCode, lines, json }: Result, isJson: boolean): number {
  const text = isJson ? JSON.stringify(json) : lines.join('\n')
  if (text !== '') print(text)
  return exitCode
}

/** With --json an error goes to standard output too, where scripts read the result. */
function printError(code: string, message: string, isJson: boolean, exitCode = WRONG): number {
  if (isJson) print(JSON.stringify({ error: { code, message } }))
  else process.stderr.write(`${code}: ${message}\n`)
  return exitCode
}

function print(text: string): 0 {
  process.stdout.write(`${text}\n`)
  return 0
}

function overview(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length))
  const lines = Object.entries(COMMANDS).map(([name, { summary }]) => {
    return `  ${styleText('bold', name.padEnd(width))}   ${summary}`
  })
  return `sf-event-receiver <command>

${lines.join('\n')}

In a project "npm run <command>" does the same, except for init. --help shows the options and examples of a
command. --json prints for scripts. --version prints the version.
Exit codes: 0 = done; 1 = the service refused something, or part of it was not done; 2 = something is
missing or wrong.`
}
