import { defineHandler } from '#handler'
import { leaveTrace, machineNow } from '../../trace-line.ts'

export default defineHandler({
  on: 'chaos.plain',
  run: (event, context) =>
    leaveTrace('leave-trace', event, context, machineNow(), process.env.CHAOS_TRACE),
})
