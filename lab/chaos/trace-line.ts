import { appendFileSync, readFileSync } from 'node:fs'

/** One effect as its target sees it. */
export interface TraceLine {
  readonly handler: string
  readonly message: string
  readonly ordinal: number
  readonly attempt: number
  /** a target that remembers the highest one of a lane can refuse a frozen process */
  readonly fence: string
  /** when the run began and when its effect came: of the machine's clock, that all processes share */
  readonly fromMs: number
  readonly toMs: number
}

/** Where the effects are written; the file outlives the process that wrote it. */
const FILE = '.data/chaos/trace.jsonl'

/** Monotonic, and the same in all processes of the machine. */
export function machineNow(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

/** Written at once (O_APPEND), so the lines of several processes are in the order of their effects. */
export function leaveTrace(
  handler: string,
  { messageId, ordinal }: { readonly messageId: string; readonly ordinal: number },
  { attempt, fence }: { readonly attempt: number; readonly fence: string },
  fromMs: number,
  file: string = FILE,
): void {
  const toMs = machineNow()
  const line = { handler, message: messageId, ordinal, attempt, fence, fromMs, toMs }
  appendFileSync(file, `${JSON.stringify(line satisfies TraceLine)}\n`)
}

export function readTrace(file: string): TraceLine[] {
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as TraceLine)
}
