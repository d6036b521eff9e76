import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import type pg from 'pg'
import { createRandom } from '../../lib/local/connector/seeded-random.ts'
import { settledOrTimeout } from '../../test/support/eventually.ts'
import { fetchToken } from '../../test/support/fetch-token.ts'
import { freePort } from '../../test/support/free-port.ts'
import { soapMessage } from '../../test/support/soap-message.ts'
import type { CallFigures } from './call-tally.ts'
import { type InstanceDeps, instanceEnvironment } from './instance-environment.ts'
import { describeState } from './judge-deliveries.ts'
import { inOrder, judgeTrace, type PlacedDelivery } from './judge-trace.ts'
import { keepInstance } from './kept-instance.ts'
import { startPacedLoad } from './paced-load.ts'
import {
  areSettled,
  blockedMs,
  deadlyDelivery,
  isBlocked,
  lastPosition,
} from './role-split-queries.ts'
import { sendCall } from './send-call.ts'
import { countOpenLanes, readDeliveries } from './stored-deliveries.ts'
import { readTrace } from './trace-line.ts'

export interface RoleSplitOptions {
  /** how long a handler keeps its process from everything else */
  readonly blockMs: number
  readonly folder: string
}

export interface RoleSplitResult {
  readonly calls: CallFigures
  /** calls that were sent and answered while the dispatcher was blocked */
  readonly answeredInBlock: number
  /** how long the dispatcher really started nothing */
  readonly blockedMs: number
  /** processes that a handler has ended */
  readonly ends: number
  /** state of the delivery that ends its process, and why */
  readonly deadly: string
  /** attempts of it that were abandoned, the one included that was not run any more */
  readonly deadlyAttempts: number
  readonly deadlyLane: string
  /** state of the event behind it */
  readonly behindDeadly: string
  readonly others: number
  /** of them not completed, with examples */
  readonly othersWrong: readonly string[]
  readonly orderViolations: number
  readonly unmarkedRepeats: number
}

const CALLS_PER_SECOND = 10
const EMPLOYEES = 20
const START_MS = 60_000
const DEADLY_MS = 120_000
const DRAIN_MS = 60_000

/**
 * Receives with one process and dispatches with another one, which the platform starts again when it
 * ends; a handler blocks the dispatching one, then another handler ends it again and again.
 */
export async function runRoleSplit(
  deps: InstanceDeps,
  { blockMs, folder }: RoleSplitOptions,
): Promise<RoleSplitResult> {
  const { db } = deps
  const trace = path.join(folder, 'roles-trace.jsonl')
  await writeFile(trace, '')
  const token = await fetchToken(deps.authorizationServer, 'successfactors')
  const environment = {
    ...instanceEnvironment(deps, 'hostile', trace),
    CHAOS_BLOCK_MS: String(blockMs),
  }
  const keep = async (role: string) =>
    keepInstance({
      name: role,
      port: await freePort(),
      environment: { ...environment, ROLE: role },
      folder,
    })
  const ingest = await keep('ingest')
  const dispatch = await keep('dispatch')
  try {
    await settledOrTimeout(() => ingest.serves() && dispatch.serves(), 'both roles', START_MS)
    const harassed = await harass(db, ingest.url, token, blockMs)
    await settledOrTimeout(async () => (await countOpenLanes(db)) === 0, 'the others', DRAIN_MS)
    return { ...harassed, ends: dispatch.ownEnds.length, ...(await judge(db, trace)) }
  } finally {
    await Promise.all([ingest.stop(), dispatch.stop()])
  }
}

/** Sends harmless events all the while, then the one that blocks, then the one that ends. */
async function harass(
  db: pg.Pool,
  origin: string,
  token: string,
  blockMs: number,
): Promise<Pick<RoleSplitResult, 'calls' | 'answeredInBlock'>> {
  let answeredInBlock = 0
  const random = createRandom(1)
  const load = startPacedLoad({
    urls: [origin],
    token,
    perSecond: CALLS_PER_SECOND,
    plan() {
      const userId = `1${random.integer(1, EMPLOYEES)}`
      const eventId = random.uuid()
      return { eventIds: [eventId], body: soapMessage([{ eventId, userId }], 'chaos.plain') }
    },
    random,
  })
  const send = async (userIds: readonly string[], type: string) => {
    const events = userIds.map((userId) => ({ userId }))
    const url = `${origin}/http/successfactors/events/CHAOS`
    const { status } = await sendCall([url], token, soapMessage(events, type))
    if (status !== 200) throw new Error(`expected 200 for ${type}, got ${status}`)
  }
  try {
    await send(['blocker'], 'chaos.block')
    await settledOrTimeout(() => isBlocked(db), 'the block to begin', START_MS)
    const isOver = async () => {
      await send(['in-block'], 'chaos.plain')
      const goesOn = await isBlocked(db)
      if (goesOn) answeredInBlock += 1
      return !goesOn
    }
    await settledOrTimeout(isOver, 'its end', blockMs + START_MS)
    // The block costs others an attempt. With two more by the deaths below, one of them could park.
    const last = await lastPosition(db)
    await settledOrTimeout(() => areSettled(db, last), 'the deliveries that it held up', START_MS)
    // The neighbours of the deadly event come in the same call: they are claimed together with it.
    await send(['deadly', 'near-1', 'near-2', 'near-3', 'deadly'], 'chaos.end')
    const parked = async () => (await deadlyDelivery(db))?.lane === 'parked'
    await settledOrTimeout(parked, 'the lane of the deadly event to park', DEADLY_MS)
  } finally {
    await load.stop()
  }
  return { calls: load.figures(), answeredInBlock }
}

async function judge(db: pg.Pool, trace: string) {
  const deliveries = await readDeliveries(db)
  const deadly = await deadlyDelivery(db)
  const isDeadly = ({ handler, subject }: PlacedDelivery) =>
    handler === 'end-process' && subject === deadly?.subject
  const [, behind] = inOrder(deliveries.filter(isDeadly))
  const others = deliveries.filter((delivery) => !isDeadly(delivery))
  const { orderViolations, unmarkedRepeats } = judgeTrace(readTrace(trace), deliveries)
  return {
    blockedMs: await blockedMs(db),
    deadly: `${deadly?.state} (${deadly?.reasonCode})`,
    deadlyAttempts: deadly?.abandoned ?? 0,
    deadlyLane: deadly?.lane ?? 'none',
    behindDeadly: behind === undefined ? 'none' : describeState(behind),
    others: others.length,
    othersWrong: others
      .filter(({ state }) => state !== 'completed')
      .map((one) => `${one.handler} ${describeState(one)}`),
    orderViolations,
    unmarkedRepeats,
  }
}
