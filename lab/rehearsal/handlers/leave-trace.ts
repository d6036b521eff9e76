import { appendFileSync } from 'node:fs'
import { defineHandler } from '#handler'

/** Writes a line for each run, as a target would see it. Some runs are slow, so that a stop interrupts them. */
export default defineHandler({
  on: '*',
  async run({ messageId: message, ordinal }, { attempt, fence, signal, setting }) {
    const fromMs = machineNow()
    await new Promise((resolve) => setTimeout(resolve, message.endsWith('7') ? 300 : 1))
    signal.throwIfAborted()
    const run = { handler: 'leave-trace', message, ordinal, attempt, fence, fromMs }
    const line = JSON.stringify({ ...run, toMs: machineNow() })
    appendFileSync(setting('REHEARSAL_TRACE', '/dev/null'), `${line}\n`)
  },
})

/** Monotonic, and the same in all processes of the machine. */
function machineNow(): number {
  return Number(process.hrtime.bigint()) / 1e6
}
