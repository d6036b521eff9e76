import { parseArgs } from 'node:util'

export interface BenchOptions {
  /** names of the measurements to run; null = all, and the results are kept unless with `before` */
  readonly only: ReadonlySet<string> | null
  readonly rounds: number
  /** how long each arm is measured in a round */
  readonly seconds: number
  readonly warmUpSeconds: number
  /** starts our service with --cpu-prof */
  readonly profile: boolean
  /** a commit whose service runs beside ours; null = none */
  readonly before: string | null
  /** runs queue libraries beside our queue, and nothing else */
  readonly peers: boolean
}

/**
 * @param names of all measurements
 * @throws Error when an option or a measurement is unknown, or a number is not positive
 */
export function readOptions(args: readonly string[], names: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '6' },
      'warm-up': { type: 'string', default: '2' },
      profile: { type: 'boolean', default: false },
      before: { type: 'string' },
      peers: { type: 'boolean', default: false },
    },
  })
  const only = values.only?.split(',').filter((name) => name !== '') ?? []
  const unknown = only.find((name) => !names.includes(name))
  if (unknown !== undefined) {
    throw new Error(`--only: expected some of ${names.join(',')}, got '${unknown}'`)
  }
  return {
    only: only.length === 0 ? null : new Set(only),
    rounds: positive('rounds', values.rounds),
    seconds: positive('seconds', values.seconds),
    warmUpSeconds: positive('warm-up', values['warm-up']),
    profile: values.profile,
    before: values.before ?? null,
    peers: values.peers,
  }
}

export function positive(name: string, text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value > 0) return value
  throw new Error(`--${name}: expected a whole number above 0, got '${text}'`)
}
