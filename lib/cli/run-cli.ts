import { styleText } from 'node:util'
import { ReceiverError } from '../errors.ts'
import { type Command, processTerminal, type Result } from './command.ts'
import { dev } from './dev/dev.ts'
import { fixture } from './fixture/fixture.ts'
import { newHandler } from './new-handler/new-handler.ts'
import { replay } from './replay/replay.ts'
import { send } from './send/send.ts'
import { Unanswered } from './service/unanswered.ts'

/** Something is missing or wrong with how it was called. */
const WRONG = 2
/** The service refused it, or part of it was not done. */
const NOT_DONE = 1
/** 128 + SIGINT, as shells have it */
const INTERRUPTED = 130

const COMMANDS: readonly Command[] = [dev, newHandler, send, replay, fixture]

const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => stopping.abort())
}

process.exitCode = await runCli(process.argv.slice(2))

async function runCli([name = '--help', ...args]: readonly string[]): Promise<number> {
  const isJson = args.includes('--json')
  if (['--help', '-h', 'help'].includes(name)) return print(overview())
  const command = COMMANDS.find((known) => known.name === name)
  if (command === undefined) {
    const names = COMMANDS.map((known) => known.name).join(', ')
    return printError('config_invalid', `expected a command (${names}), got "${name}"`, isJson)
  }
  if (args.some((arg) => arg === '--help' || arg === '-h')) return print(command.help)
  try {
    const result = await command.run(args, processTerminal(isJson, stopping.signal))
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
  if (text !== '') process.stdout.write(`${text}\n`)
  return exitCode
}

/** Scripts read errors where they read answers. */
function printError(code: string, message: string, isJson: boolean, exitCode = WRONG): number {
  if (isJson) process.stdout.write(`${JSON.stringify({ error: { code, message } })}\n`)
  else process.stderr.write(`${code}: ${message}\n`)
  return exitCode
}

function print(text: string): number {
  process.stdout.write(`${text}\n`)
  return 0
}

function overview(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length))
  const lines = COMMANDS.map(({ name, summary }) => {
    return `  ${styleText('bold', `npm run ${name.padEnd(width)}`)}   ${summary}`
  })
  return `The developer's tools of sf-event-receiver.

${lines.join('\n')}

"npm run <command> -- --help" shows the options of one, with examples. --json prints for scripts.
Each ends with 0; with 1 where the service refused something or part of it was not done; with 2 where
something is missing or wrong.`
}
