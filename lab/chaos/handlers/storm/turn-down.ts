import { setTimeout } from 'node:timers/promises'
import { defineHandler, reject } from '#handler'
import { leaveTrace, machineNow } from '../../trace-line.ts'

/** Rejects marked events: their lanes park, and later events wait there in order. */
export default defineHandler({
  on: '*',
  async run(event, context) {
    const from = machineNow()
    await setTimeout(1)
    if (event.eventId?.startsWith('reject-')) reject('marked to be turned down')
    leaveTrace('turn-down', event, context, from, process.env.CHAOS_TRACE)
  },
})
