import { setTimeout } from 'node:timers/promises'
import { defineHandler } from '#handler'
import { leaveTrace, machineNow } from '../../trace-line.ts'

/** Takes its process with it for one employee; the others of the same call are its neighbours in every claim. */
export default defineHandler({
  on: 'chaos.end',
  async run(event, context) {
    const from = machineNow()
    await setTimeout(1)
    if (event.key('userId') === 'deadly') process.exit(1)
    leaveTrace('end-process', event, context, from, process.env.CHAOS_TRACE)
  },
})
