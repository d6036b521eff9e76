import { type ParseArgsConfig, parseArgs } from 'node:util'
import { ReceiverError } from '../errors.ts'
import { type Progress, startProgress } from './demo/progress.ts'

/** What a command came to: lines for people, a value for scripts. */
export interface Result {
  /** 0 = done; 1 = the service refused it, or part of it was not done */
  readonly exitCode: 0 | 1
  readonly lines: readonly string[]
  readonly json: unknown
}

/** Where a command shows how far it is, and when it has to end. */
export interface Terminal {
  readonly isJson: boolean
  readonly signal: AbortSignal
  /** A line at once, for commands that go on and on; the end of a command is its Result. */
  say(...lines: readonly string[]): void
  progress(label: string, total: number): Progress
}

type Options = NonNullable<ParseArgsConfig['options']>

export interface Given<Declared extends Options> {
  readonly values: ReturnType<
    typeof parseArgs<{ options: Declared; allowPositionals: true }>
  >['values']
  readonly positionals: readonly string[]
}

interface CommandDeps<Declared extends Options> {
  /** as the npm script is called */
  readonly name: string
  /** one line */
  readonly summary: string
  /** what --help prints: usage, options, examples */
  readonly help: string
  /** beside --json and --help, which every command has */
  readonly options: Declared
  readonly run: (given: Given<Declared>, terminal: Terminal) => Promise<Result>
}

export interface Command {
  readonly name: string
  readonly summary: string
  readonly help: string
  /** @throws ReceiverError config_invalid for arguments that are not right */
  run(args: readonly string[], terminal: Terminal): Promise<Result>
}

const COMMON = { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const

/** A command, with its arguments read and typed. */
export function command<const Declared extends Options>(parts: CommandDeps<Declared>): Command {
  const { name, summary, help } = parts
  return {
    name,
    summary,
    help,
    run: (args, terminal) => parts.run(readArguments(name, parts.options, args), terminal),
  }
}

function readArguments<Declared extends Options>(
  name: string,
  options: Declared,
  args: readonly string[],
): Given<Declared> {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { ...options, ...COMMON },
      allowPositionals: true,
    })
    return { values: values as Given<Declared>['values'], positionals }
  } catch (error) {
    const [first] = (error as Error).message.split('\n')
    throw wrongArguments(`${first} "npm run ${name} -- --help" shows what there is`)
  }
}

export function wrongArguments(message: string): ReceiverError {
  return new ReceiverError('config_invalid', message)
}

export const silentProgress: Progress = { update: () => undefined, stop: () => undefined }

/** The terminal of this process; with --json only the result is printed. */
export function processTerminal(isJson: boolean, signal: AbortSignal): Terminal {
  return {
    isJson,
    signal,
    say: (...lines) => void process.stdout.write(`${lines.join('\n')}\n`),
    progress: (label, total) => (isJson ? silentProgress : startProgress(label, total)),
  }
}
