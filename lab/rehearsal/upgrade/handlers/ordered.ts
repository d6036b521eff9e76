import { existsSync } from 'node:fs'
import { defineHandler, reject } from '#handler'
import { leaveTrace } from './shared/leave-trace.ts'

/** More than the events of one employee come in, and less than a stop waits. */
const SLOW_MS = 2_500
const QUICK_MS = 5

/** Employees …3 are slow, so that events wait. Those of …7 park until the target is repaired. */
export default defineHandler({
  on: '*',
  concurrency: 30,
  async run(event, context) {
    const userId = event.key('userId') ?? ''
    const isRepaired = existsSync(context.setting('REHEARSAL_REPAIRED', ''))
    if (userId.endsWith('7') && !isRepaired) reject('the target does not take this employee yet')
    await leaveTrace('ordered', event, context, userId.endsWith('3') ? SLOW_MS : QUICK_MS)
  },
})
