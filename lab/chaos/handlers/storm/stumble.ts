import { setTimeout } from 'node:timers/promises'
import { defineHandler } from '#handler'
import { leaveTrace, machineNow } from '../../trace-line.ts'

/** Long enough that a kill or a freeze often meets one that runs. */
const WORK_MS = 40

/** Fails for some events: before its effect, or, as a lost answer of a target looks, behind it. */
export default defineHandler({
  on: '*',
  retry: { attempts: 8, firstDelayMs: 100 },
  async run(event, context) {
    const from = machineNow()
    await setTimeout(WORK_MS)
    const last = event.eventId?.at(-1)
    if (last === '0' && context.attempt === 1) throw new Error('stumbled before the effect')
    leaveTrace('stumble', event, context, from, process.env.CHAOS_TRACE)
    if (last === '1' && context.attempt <= 2) throw new Error('stumbled behind the effect')
  },
})
