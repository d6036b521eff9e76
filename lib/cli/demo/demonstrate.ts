import { randomInt } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { discoverHandlers } from '../../handlers/discover-handlers.ts'
import { createClientToken } from '../../http/client-token.ts'
import { buildStream } from '../../local/connector/build-stream.ts'
import type { PlannedCall } from '../../local/connector/planned-call.ts'
import { send } from '../../local/connector/send.ts'
import { type Terminal, Unanswered } from '../command.ts'
import { startProgress } from '../screen/progress.ts'
import type { DemoService } from './demo-service.ts'
import { type Expectation, expectationOf } from './expectation.ts'
import { handlersOf, moving, readMetrics, since, type Tally, tallyOf } from './tally.ts'

export interface Demonstration {
  readonly expected: Expectation
  readonly tally: Tally
}

const CALLS = 200
const SEEDS = 2 ** 32
/** Waiting time for deliveries of an earlier demo before the stream begins (ms). */
const LEFTOVERS_MS = 60_000
/** Far more than a working service needs. */
const SEND_MS = 90_000
const SETTLE_MS = 120_000
const POLL_MS = 200
/** No progress for this time means that the stream is finished (ms). */
const QUIET_MS = 5_000

/** Sends the stream and waits until all deliveries are settled or parked. */
export async function demonstrate(
  service: DemoService,
  terminal: Terminal,
): Promise<Demonstration> {
  const discovered = await discoverHandlers(service.config.handlersDir)
  const handlers = discovered.map(({ name, options }) => ({ name, on: options.on }))
  const calls = buildStream({ count: CALLS, seed: randomInt(SEEDS), now: Date.now() })
  const expected = expectationOf(calls, handlers)
  const read = tallyReader(
    service,
    handlers.map(({ name }) => name),
  )

  const start = await settleLeftovers(read, terminal)
  await sendAll(service, calls, terminal)
  const deliveries = Object.values(expected.handlers).reduce((sum, one) => sum + one.deliveries, 0)
  const handling = startProgress(terminal, 'handlers work', deliveries)
  try {
    const tally = await waitUntilSettled({
      read: async () => since(start, await read()),
      deliveries,
      limitMs: SETTLE_MS,
      signal: terminal.signal,
      onProgress: handling.update,
    })
    return { expected, tally }
  } finally {
    handling.stop()
  }
}

async function sendAll(
  service: DemoService,
  calls: readonly PlannedCall[],
  terminal: Terminal,
): Promise<void> {
  const limit = AbortSignal.timeout(SEND_MS)
  const progress = startProgress(terminal, 'SuccessFactors sends', calls.length)
  try {
    await send(calls, {
      url: service.endpointUrl,
      ...service.successfactors,
      signal: AbortSignal.any([terminal.signal, limit]),
      onProgress: progress.update,
    })
  } catch (error) {
    if (!limit.aborted) throw error
    const seconds = SEND_MS / 1_000
    throw new Unanswered(
      'not_done',
      `the service did not take ${calls.length} calls within ${seconds} s: see ${service.logFile}`,
      { cause: error },
    )
  } finally {
    progress.stop()
  }
}

function tallyReader(service: DemoService, handlers: readonly string[]): () => Promise<Tally> {
  const token = createClientToken(service.operator)
  return async () =>
    tallyOf(await readMetrics(`${service.url}/metrics`, await token.get()), handlers)
}

/** Deliveries of an earlier, killed demo do not count. */
async function settleLeftovers(read: () => Promise<Tally>, terminal: Terminal): Promise<Tally> {
  const left = moving(await read())
  if (left === 0) return read()
  const progress = startProgress(terminal, 'left by an earlier run, until its leases end', left)
  try {
    return await waitUntilSettled({
      read,
      deliveries: 0,
      limitMs: LEFTOVERS_MS,
      signal: terminal.signal,
      onProgress: () => undefined,
    })
  } finally {
    progress.update(left)
    progress.stop()
  }
}

interface WaitOptions {
  readonly read: () => Promise<Tally>
  /** expected number of completed, parked and waiting deliveries */
  readonly deliveries: number
  /** time limit (ms) */
  readonly limitMs: number
  readonly signal: AbortSignal
  readonly onProgress: (settled: number) => void
}

/**
 * Waits until all deliveries are settled or parked, nothing moves any more, or the time is over.
 */
async function waitUntilSettled(options: WaitOptions): Promise<Tally> {
  const deadline = performance.now() + options.limitMs
  let quietSince = performance.now()
  for (;;) {
    const tally = await options.read()
    const settled = settledIn(tally)
    options.onProgress(settled)
    const now = performance.now()
    if (moving(tally) > 0) quietSince = now
    else if (settled >= options.deliveries || now - quietSince > QUIET_MS) return tally
    if (now > deadline) return tally
    await delay(POLL_MS, undefined, { signal: options.signal })
  }
}

function settledIn(tally: Tally): number {
  return handlersOf(tally).reduce(
    (total, { completed, parked, behind }) => total + completed + parked + behind,
    0,
  )
}
