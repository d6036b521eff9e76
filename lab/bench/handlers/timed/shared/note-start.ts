import { machineNow } from '../../../load/machine-clock.ts'
import { sequenceOf } from '../../../load/message-template.ts'
import { askForStarts, type StartedRun } from './started-run.ts'

const MAX_RUNS = 200_000
const startedRuns: StartedRun[] = []

/** The first thing that a timed handler does. */
export function noteStart(eventId: string | null): void {
  const at = machineNow()
  if (startedRuns.length < MAX_RUNS) startedRuns.push([sequenceOf(eventId ?? ''), at])
}

process.on('message', (message) => {
  if (message === askForStarts) process.send?.({ startedRuns })
})
