import { setTimeout } from 'node:timers/promises'
import type { SeededRandom } from '../../lib/local/connector/seeded-random.ts'
import { type CallFigures, createCallTally } from './call-tally.ts'
import { sendCall } from './send-call.ts'
import type { PlannedCall } from './traffic.ts'

export interface LoadOptions {
  /** of the instances that it spreads over */
  readonly urls: readonly string[]
  readonly token: string
  readonly perSecond: number
  readonly plan: () => PlannedCall
  /** chooses the instance of each call */
  readonly random: SeededRandom
  /** called after a long time without an acknowledged call */
  readonly onSilence?: (ms: number) => void
}

export interface PacedLoad {
  /** ids of the messages that were acknowledged */
  readonly messageIds: readonly string[]
  /** ids of their events */
  readonly eventIds: readonly string[]
  figures(): CallFigures
  /** Sends no more; resolves when every call has its answer. */
  stop(): Promise<void>
}

const INGEST_PATH = '/http/successfactors/events/CHAOS'
/** Calls under way, at most: what a sender would hold open through half a minute. */
const MOST_UNDER_WAY = 2_000

/** Starts calls at a steady pace, whether or not earlier ones have been answered. */
export function startPacedLoad(options: LoadOptions): PacedLoad {
  const { urls, token, perSecond, plan, random } = options
  const now = () => performance.now()
  const tally = createCallTally(now, options.onSilence)
  const messageIds: string[] = []
  const eventIds: string[] = []
  const underWay = new Set<Promise<void>>()
  const targets = urls.map((url) => url + INGEST_PATH)
  let stopped = false

  async function send(): Promise<void> {
    const call = plan()
    const first = random.integer(0, targets.length - 1)
    const other = (first + random.integer(1, Math.max(1, targets.length - 1))) % targets.length
    const order = [targets[first], targets[other]].filter((url) => url !== undefined)
    tally.begin()
    const outcome = await sendCall(order, token, call.body)
    tally.end(outcome)
    if (outcome.status !== 200 || outcome.messageId === null) return
    messageIds.push(outcome.messageId)
    eventIds.push(...call.eventIds)
  }

  async function keepPace(): Promise<void> {
    const start = now()
    for (let count = 0; !stopped; count += 1) {
      const waitMs = start + (count * 1_000) / perSecond - now()
      if (waitMs > 0) await setTimeout(waitMs)
      if (underWay.size >= MOST_UNDER_WAY) continue
      const sent = send().finally(() => underWay.delete(sent))
      underWay.add(sent)
    }
    await Promise.all(underWay)
  }

  const ended = keepPace()
  return {
    messageIds,
    eventIds,
    figures: tally.figures,
    stop() {
      stopped = true
      return ended
    },
  }
}
