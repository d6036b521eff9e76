import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { soapMessage } from '../../../test/support/soap-message.ts'
import { serviceLimits } from '../../chaos/survival/service-limits.ts'
import { percentile } from '../load/percentile.ts'
import type { BenchDatabase } from '../stage/database.ts'
import type { Stage } from '../stage/open-stage.ts'
import { memoryOf } from '../stage/process-memory.ts'
import type { RunningServer } from '../stage/start-server.ts'
import { startService } from '../stage/start-service.ts'
import { userIdOf } from './fill-keys.ts'
import type { KeyPlace } from './key-places.ts'

/** A process with the limits of mta.yaml that records events of many people. */
export interface ServiceFigures {
  /** from its start until it listens (ms) */
  readonly startMs: number
  /** resident memory (MB): after its start, after half of the events, and after all of them */
  readonly startMb: number
  readonly halfMb: number
  readonly endMb: number
  /** the most until the end */
  readonly peakMb: number
  /** time of a call with EVENTS_PER_CALL events (ms) */
  readonly callP50Ms: number
  readonly callP95Ms: number
}

/** More people than the caches of a process hold, twice. */
export const EVENTS = 120_000
export const EVENTS_PER_CALL = 100
const CALLS_AT_ONCE = 4
/** Prime: successive events are about people far from each other, and each one comes once in a round. */
const STEP = 7_919

export async function measureService(
  stage: Stage,
  database: BenchDatabase,
  { environment }: KeyPlace,
  people: number,
): Promise<ServiceFigures> {
  const since = performance.now()
  const server = await startService(stage, database, {
    handlersDir: await noHandlers(stage),
    profileFolder: null,
    environment: { ...environment, ...serviceLimits().environment },
  })
  const startMs = performance.now() - since
  try {
    const start = await memory(server)
    const times: number[] = []
    const send = async (first: number, count: number) => {
      times.push(...(await sendEvents(stage, server, people, first, count)))
    }
    await send(0, EVENTS / 2)
    const half = await memory(server)
    await send(EVENTS / 2, EVENTS / 2)
    const end = await memory(server)
    const sorted = Float64Array.from(times).sort()
    return {
      startMs,
      startMb: start.nowMb,
      halfMb: half.nowMb,
      endMb: end.nowMb,
      peakMb: end.peakMb,
      callP50Ms: percentile(sorted, 0.5),
      callP95Ms: percentile(sorted, 0.95),
    }
  } finally {
    await server.stop()
  }
}

/** Every event needs its person's key, whether or not a handler gets it. */
async function noHandlers({ folder }: Stage): Promise<string> {
  const empty = path.join(folder, 'no-handlers')
  await mkdir(empty, { recursive: true })
  return empty
}

async function memory({ process }: RunningServer) {
  const found = await memoryOf(process.pid)
  if (found === null) throw new Error('expected a system with /proc')
  return found
}

/** @returns the times of the calls */
async function sendEvents(
  { token }: Stage,
  { origin }: RunningServer,
  people: number,
  first: number,
  count: number,
): Promise<number[]> {
  const times: number[] = []
  let next = first
  const worker = async () => {
    while (next < first + count) {
      const from = next
      next += EVENTS_PER_CALL
      const events = Array.from({ length: EVENTS_PER_CALL }, (_, index) => ({
        userId: userIdOf(((from + index) * STEP) % people),
      }))
      const since = performance.now()
      const answer = await fetch(`${origin}/http/successfactors/events`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'text/xml' },
        body: soapMessage(events),
      })
      await answer.arrayBuffer()
      if (answer.status !== 200) throw new Error(`a call was answered ${answer.status}`)
      times.push(performance.now() - since)
    }
  }
  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, worker))
  return times
}
