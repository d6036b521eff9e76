import { z } from 'zod'
import type { AttemptCounts, SlowDelivery, TakenCounts } from '../dispatch/attempt-counts.ts'
import type { Pool } from '../store/db/database.ts'
import { readClock } from '../store/db/statement.ts'
import { claimJob, endJob } from '../store/registry/claim-job.ts'
import { addCounts, INSTALLATION, type StatsCounts } from '../store/stats/add-counts.ts'
import { countReceived } from '../store/stats/count-received.ts'
import { countDuration, sumOfCounts } from '../store/stats/duration-counts.ts'
import { sampleWaiting } from '../store/stats/sample-waiting.ts'
import { unattended } from '../store/stats/unattended.ts'

export interface StatsJobOptions {
  readonly pool: Pool
  /** paths that take events */
  readonly eventPaths: readonly string[]
  readonly attempts: AttemptCounts
}

export interface StatsJob {
  /** Adds this process's counts, and those of the installation if no other instance does; true = more is due. */
  run(): Promise<boolean>
  /** Adds the last counts of this process. */
  flush(): Promise<void>
}

const JOB = 'stats'
const CLAIM_MS = 60_000
const PAUSE_MS = 15_000
/** A call waits up to 20 s for its commit. */
const COMMIT_MS = 30_000
const MINUTE_MS = 60_000
/** After a longer time without a dispatching instance, the time before is not counted. */
const MAX_BEHIND_MS = 24 * 60 * MINUTE_MS

const cursorSchema = z.object({ countedTo: z.number() })

/** Counts for the charts. */
export function createStatsJob({ pool, eventPaths, attempts }: StatsJobOptions): StatsJob {
  /** taken, but not stored yet */
  let unsent: TakenCounts | null = null

  async function flush(): Promise<void> {
    unsent ??= attempts.take()
    const waited = await unattended(pool, unsent.slow)
    await addCounts(pool, withDoneTimes(unsent.counts, waited))
    unsent = null
  }

  function withDoneTimes(
    counts: readonly StatsCounts[],
    waited: readonly SlowDelivery[],
  ): StatsCounts[] {
    return counts.map((of) => {
      const times: number[] = []
      for (const { handlerId, ms } of waited) {
        if (attempts.rowsOf(handlerId).includes(of.handlerId)) countDuration(times, ms)
      }
      return { ...of, doneTimes: sumOfCounts([of.doneTimes ?? [], times]) }
    })
  }

  /** Counts up to a minute of messages. @returns the end of that time, and whether there is more */
  async function countInstallation(cursor: unknown): Promise<{ countedTo: number; more: boolean }> {
    const now = (await readClock(pool)).getTime()
    const stored = cursorSchema.safeParse(cursor).data?.countedTo ?? now - COMMIT_MS
    const from = Math.max(stored, now - MAX_BEHIND_MS)
    const to = Math.min((Math.floor(from / MINUTE_MS) + 1) * MINUTE_MS, now - COMMIT_MS)
    const more = to < now - COMMIT_MS
    if (to > from) {
      const times = [new Date(from), new Date(to)] as const
      const counted = await countReceived(pool, ...times, eventPaths)
      await addCounts(pool, [{ handlerId: INSTALLATION, ...counted }], times[0])
    }
    if (!more) await addCounts(pool, await sampleWaiting(pool))
    return { countedTo: Math.max(from, to), more }
  }

  return {
    async run() {
      await flush()
      const job = await claimJob(pool, JOB, CLAIM_MS)
      if (job === null) return false
      const { more, ...cursor } = await countInstallation(job.cursor)
      return (await endJob(pool, job, more ? 0 : PAUSE_MS, cursor)) && more
    },
    flush,
  }
}
