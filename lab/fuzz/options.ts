import { parseArgs } from 'node:util'

export interface FuzzOptions {
  readonly seed: number
  /** inputs of the decoder */
  readonly decoder: number
  /** Authorization headers */
  readonly tokens: number
  /** events with planted names */
  readonly masking: number
  /** requests over the wire */
  readonly requests: number
}

const DEFAULTS = { decoder: 1_000_000, tokens: 200_000, masking: 100_000, requests: 100_000 }
const QUICK_SHARE = 0.01

/**
 * `--seed <number>` repeats a run, `--decoder`, `--tokens`, `--masking` and `--requests <number>` say how
 * many inputs each part gets (0 leaves it out), `--quick` takes one in a hundred.
 */
export function readOptions(args: readonly string[]): FuzzOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string' },
      decoder: { type: 'string' },
      tokens: { type: 'string' },
      masking: { type: 'string' },
      requests: { type: 'string' },
      quick: { type: 'boolean', default: false },
    },
  })
  const share = values.quick ? QUICK_SHARE : 1
  const count = (name: keyof typeof DEFAULTS) =>
    wholeNumber(name, values[name]) ?? DEFAULTS[name] * share
  return {
    seed: wholeNumber('seed', values.seed) ?? Date.now() % 2 ** 31,
    decoder: count('decoder'),
    tokens: count('tokens'),
    masking: count('masking'),
    requests: count('requests'),
  }
}

function wholeNumber(name: string, text: string | undefined): number | null {
  if (text === undefined) return null
  const value = Number(text)
  if (Number.isSafeInteger(value) && value >= 0) return value
  throw new Error(`--${name}: expected a whole number, got '${text}'`)
}
