import { defineHandler } from '#handler'
import { leaveTrace } from './shared/leave-trace.ts'

/** Longer than a change of version takes. */
const LATER_MS = 20_000

export default defineHandler({
  on: '*',
  startAt: () => new Date(Date.now() + LATER_MS),
  meanwhile: 'wait',
  run: (event, context) => leaveTrace('scheduled', event, context, 1),
})
