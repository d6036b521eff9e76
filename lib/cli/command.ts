import { readFile } from 'node:fs/promises'
import { text as readStream } from 'node:stream/consumers'
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { ReceiverError } from '../errors.ts'

/** The result of a command: lines for people, a value for scripts. */
export interface Result {
  /** 0 = done; 1 = the service refused it, or part of it was not done */
  readonly exitCode: 0 | 1
  readonly lines: readonly string[]
  readonly json: unknown
}

/** The output of a command while it runs, and the signal that ends it. */
export interface Terminal {
  readonly isJson: boolean
  readonly signal: AbortSignal
  /** Prints lines at once, for commands that run for a long time. */
  say(...lines: readonly string[]): void
}

type Options = NonNullable<ParseArgsConfig['options']>

export interface Given<Declared extends Options> {
  readonly values: ReturnType<
    typeof parseArgs<{ options: Declared; allowPositionals: true }>
  >['values']
  readonly positionals: readonly string[]
}

interface CommandOptions<Declared extends Options> {
  /** the name of the npm script */
  readonly name: string
  /** text of --help: usage, options, examples */
  readonly help: string
  /** besides --json and --help, which every command has */
  readonly options: Declared
  /** values of text options that stand alone: `--inspect` */
  readonly defaults?: Readonly<Record<string, string>>
  readonly run: (given: Given<Declared>, terminal: Terminal) => Promise<Result>
}

export interface Command {
  readonly help: string
  /** @throws ReceiverError config_invalid for wrong arguments */
  run(args: readonly string[], terminal: Terminal): Promise<Result>
}

/** The service or the issuer refused a request, or could not be reached. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered'
  /** the service's own code, else `not_reached` or `not_done` */
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

const COMMON = { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const

/** A command with parsed and typed arguments. */
export function command<const Declared extends Options>(given: CommandOptions<Declared>): Command {
  const { name, help, options, defaults = {} } = given
  const withDefault = (arg: string) => {
    const value = arg.startsWith('--') ? defaults[arg.slice(2)] : undefined
    return value === undefined ? arg : `${arg}=${value}`
  }
  return {
    help,
    run: (args, terminal) =>
      given.run(readArguments(name, options, args.map(withDefault)), terminal),
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
    // Node's hint on arguments that begin with a dash fits none of the commands.
    const [first] = (error as Error).message.split(/\.? To specify a positional|\.?\n/)
    throw wrongArguments(`${first}: "npm run ${name} -- --help" lists the options`)
  }
}

export function wrongArguments(message: string): ReceiverError {
  return new ReceiverError('config_invalid', message)
}

/** The text of the file that an option names; `-` = standard input. */
export async function readTextOf(option: string, file: string): Promise<string> {
  if (file === '-') return readStream(process.stdin)
  return readFile(file, 'utf8').catch(unreadable(option))
}

/** Turns the error of reading a file into one that names the option. */
export function unreadable(option: string): (error: unknown) => never {
  return (error) => {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    throw wrongArguments(`${option}: expected a file that can be read, got ${code}`)
  }
}
