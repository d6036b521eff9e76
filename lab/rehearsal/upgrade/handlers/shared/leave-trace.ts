import { appendFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import type { HandlerContext, HandlerEvent } from '#handler'

/** Takes a while, then writes the line that a target would see. */
export async function leaveTrace(
  handler: string,
  { messageId: message, ordinal }: Pick<HandlerEvent, 'messageId' | 'ordinal'>,
  {
    attempt,
    fence,
    signal,
    setting,
  }: Pick<HandlerContext, 'attempt' | 'fence' | 'signal' | 'setting'>,
  ms: number,
): Promise<void> {
  const fromMs = machineNow()
  await setTimeout(ms, undefined, { signal })
  const version = setting('REHEARSAL_VERSION', '')
  const run = { handler, message, ordinal, attempt, fence, fromMs, toMs: machineNow(), version }
  appendFileSync(setting('REHEARSAL_TRACE', ''), `${JSON.stringify(run)}\n`)
}

/** Monotonic, and the same in all processes of the machine. */
function machineNow(): number {
  return Number(process.hrtime.bigint()) / 1e6
}
