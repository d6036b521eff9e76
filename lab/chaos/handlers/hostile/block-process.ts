import { defineHandler } from '#handler'
import { leaveTrace, machineNow } from '../../trace-line.ts'

/** Keeps its process from doing anything else, at the first attempt: as a loop without an end does. */
export default defineHandler({
  on: 'chaos.block',
  run(event, context) {
    const from = machineNow()
    const until = performance.now() + Number(process.env.CHAOS_BLOCK_MS)
    // Only the first attempt: a handler that always blocks longer than its lease would park.
    while (context.attempt === 1 && performance.now() < until);
    leaveTrace('block-process', event, context, from, process.env.CHAOS_TRACE)
  },
})
