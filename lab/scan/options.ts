import { parseArgs } from 'node:util'

export interface ScanOptions {
  /** planted values */
  readonly values: number
  /** keep the folders of the database, for a look at a finding */
  readonly keep: boolean
}

const VALUES = 10_000
const QUICK_VALUES = 400

/** `--quick` plants 400 values, `--values <number>` as many as it says. */
export function readOptions(args: readonly string[]): ScanOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      values: { type: 'string' },
      quick: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
    },
  })
  const count = Number(values.values ?? (values.quick ? QUICK_VALUES : VALUES))
  if (!Number.isSafeInteger(count) || count < 40) {
    throw new Error(`--values: expected a whole number from 40, got '${values.values}'`)
  }
  return { values: count, keep: values.keep }
}
