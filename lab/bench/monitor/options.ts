import { parseArgs } from 'node:util'
import { positive } from '../options.ts'

export const PARTS = ['filters', 'export', 'paint', 'calls', 'updates'] as const
export type Part = (typeof PARTS)[number]

export interface MonitorOptions {
  /** in the database */
  readonly messages: number
  /** that arrive, per second */
  readonly rate: number
  /** of the browser's trace of a view (s) */
  readonly traceSeconds: number
  readonly parts: ReadonlySet<Part>
}

/** The least with every kind of row that the views and filters look for. */
const LEAST_MESSAGES = 10_000

/** `--messages`, `--rate`, `--trace-seconds`; `--only <parts>` measures some of them. */
export function readOptions(args: readonly string[]): MonitorOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      messages: { type: 'string', default: '100000' },
      rate: { type: 'string', default: '200' },
      'trace-seconds': { type: 'string', default: '20' },
      only: { type: 'string', default: PARTS.join(',') },
    },
  })
  const messages = positive('messages', values.messages)
  if (messages < LEAST_MESSAGES) {
    throw new Error(`--messages: expected at least ${LEAST_MESSAGES}, got ${messages}`)
  }
  return {
    messages,
    rate: positive('rate', values.rate),
    traceSeconds: positive('trace-seconds', values['trace-seconds']),
    parts: new Set(values.only.split(',').map(partOf)),
  }
}

function partOf(name: string): Part {
  const part = PARTS.find((known) => known === name)
  if (part !== undefined) return part
  throw new Error(`--only: expected some of ${PARTS.join(',')}, got '${name}'`)
}
