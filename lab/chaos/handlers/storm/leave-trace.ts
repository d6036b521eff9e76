import { defineHandler } from '#handler'
import { recordNotified } from '../../notified-people.ts'
import { leaveTrace, machineNow } from '../../trace-line.ts'

export default defineHandler({
  on: '*',
  async run(event, context) {
    const from = machineNow()
    await new Promise((resolve) => setTimeout(resolve, 1))
    leaveTrace('leave-trace', event, context, from, process.env.CHAOS_TRACE)
  },
  onForgotten: ({ key }) => recordNotified(key, process.env.CHAOS_TRACE),
})
