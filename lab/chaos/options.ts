import { parseArgs } from 'node:util'

const PARTS = ['all', 'storm', 'outage', 'failover', 'roles', 'survival', 'model'] as const

export interface ChaosOptions {
  readonly seed: number
  readonly kills: number
  readonly freezes: number
  readonly restarts: number
  readonly failovers: number
  /** people who are forgotten; at each step of some erasures an instance is killed */
  readonly forgets: number
  readonly forgetKills: number
  /** logs and effects stay behind for a look */
  readonly keep: boolean
  /** how long the handler blocks its process (ms) */
  readonly blockMs: number
  /** random histories against the reference model */
  readonly modelRuns: number
  /** large messages that the attacked process finds */
  readonly fanOutMessages: number
  /** events of each */
  readonly eventsPerMessage: number
  readonly part: (typeof PARTS)[number]
}

/**
 * `--seed <number>` repeats a schedule, `--quick` takes four minutes, `--only <part>` runs one, `--keep` leaves
 * the logs, `--histories <number>` compares so many with the model.
 */
export function readOptions(args: readonly string[]): ChaosOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string' },
      keep: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      only: { type: 'string', default: 'all' },
      histories: { type: 'string' },
    },
  })
  const part = PARTS.find((name) => name === values.only)
  if (part === undefined) throw new Error(`expected --only ${PARTS.join(', ')}, got ${values.only}`)
  const seed = wholeNumber(values.seed) ?? Date.now() % 2 ** 31
  const histories = wholeNumber(values.histories)
  return values.quick
    ? {
        seed,
        part,
        keep: values.keep,
        kills: 8,
        freezes: 2,
        restarts: 3,
        failovers: 4,
        forgets: 4,
        forgetKills: 7,
        blockMs: 8_000,
        modelRuns: histories ?? 50,
        fanOutMessages: 6,
        eventsPerMessage: 2_000,
      }
    : {
        seed,
        part,
        keep: values.keep,
        kills: 50,
        freezes: 5,
        restarts: 10,
        failovers: 20,
        forgets: 10,
        forgetKills: 14,
        blockMs: 60_000,
        modelRuns: histories ?? 2_000,
        fanOutMessages: 50,
        eventsPerMessage: 6_000,
      }
}

function wholeNumber(text: string | undefined): number | null {
  if (text === undefined) return null
  const value = Number(text)
  if (Number.isSafeInteger(value)) return value
  throw new Error(`expected a whole number, got ${text}`)
}
