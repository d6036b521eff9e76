import { randomInt } from 'node:crypto'
import { discoverHandlers } from '../../handlers/discover-handlers.ts'
import { buildStream } from '../../local/connector/build-stream.ts'
import type { PlannedCall } from '../../local/connector/planned-call.ts'
import { send } from '../../local/connector/send.ts'
import { createTokenSource } from '../../local/connector/token-source.ts'
import type { DemoService } from './demo-service.ts'
import { type Expectation, expectationOf } from './expectation.ts'
import { startProgress } from './progress.ts'
import { readMetrics } from './read-metrics.ts'
import { moving, since, type Tally, tallyOf } from './tally.ts'
import { waitUntilSettled } from './wait-until-settled.ts'

export interface Demonstration {
  readonly expected: Expectation
  readonly tally: Tally
}

const CALLS = 200
const SEEDS = 2 ** 32
/** What an earlier run left behind is given this long before the stream begins (ms). */
const LEFTOVERS_MS = 60_000
/** Far more than a working service needs, far less than 200 calls that wait in vain. */
const SEND_MS = 90_000
const SETTLE_MS = 120_000

/** Sends the stream, waits until all is settled or parked, and says what was planned and what came. */
export async function demonstrate(
  service: DemoService,
  signal: AbortSignal,
): Promise<Demonstration> {
  const discovered = await discoverHandlers(service.config.handlersDir)
  const handlers = discovered.map(({ name, options }) => ({ name, on: options.on }))
  const calls = buildStream({ count: CALLS, seed: randomInt(SEEDS), now: Date.now() })
  const expected = expectationOf(calls, handlers)
  const read = tallyReader(
    service,
    handlers.map(({ name }) => name),
  )

  const start = await settleLeftovers(read, signal)
  await sendAll(service, calls, signal)
  const deliveries = Object.values(expected.handlers).reduce((sum, one) => sum + one.deliveries, 0)
  const handling = startProgress('handlers work', deliveries)
  try {
    const tally = await waitUntilSettled({
      read: async () => since(start, await read()),
      deliveries,
      limitMs: SETTLE_MS,
      signal,
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
  signal: AbortSignal,
): Promise<void> {
  const limit = AbortSignal.timeout(SEND_MS)
  const progress = startProgress('SuccessFactors sends', calls.length)
  try {
    await send(calls, {
      url: service.endpointUrl,
      ...service.successfactors,
      signal: AbortSignal.any([signal, limit]),
      onProgress: progress.update,
    })
  } catch (error) {
    if (!limit.aborted) throw error
    const seconds = SEND_MS / 1_000
    throw new Error(
      `the service did not take ${calls.length} calls within ${seconds} s: see ${service.logFile}`,
      { cause: error },
    )
  } finally {
    progress.stop()
  }
}

function tallyReader(service: DemoService, handlers: readonly string[]): () => Promise<Tally> {
  const tokenOf = createTokenSource(service.operator, Date.now)
  return async () => tallyOf(await readMetrics(`${service.url}/metrics`, await tokenOf()), handlers)
}

/** A killed run may have left deliveries; they are not counted with ours. */
async function settleLeftovers(read: () => Promise<Tally>, signal: AbortSignal): Promise<Tally> {
  const left = moving(await read())
  if (left === 0) return read()
  const progress = startProgress('left by an earlier run, until its leases end', left)
  try {
    return await waitUntilSettled({
      read,
      deliveries: 0,
      limitMs: LEFTOVERS_MS,
      signal,
      onProgress: () => undefined,
    })
  } finally {
    progress.update(left)
    progress.stop()
  }
}
