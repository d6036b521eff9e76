import { setTimeout } from 'node:timers/promises'
import type { Pool } from 'pg'
import { claimJob, endJob, type HeldJob } from '../registry/claim-job.ts'
import { doBatch } from './retention-pass.ts'
import { nextPass, readRetentionPlace } from './retention-place.ts'
import { distinctPeriods, type RetentionRule } from './retention-rules.ts'

export interface RetentionOptions {
  readonly pool: Pool
  /** how long finished messages are kept (ms) */
  readonly retentionMs: number
  /** other periods for some messages; default: none */
  readonly rules?: readonly RetentionRule[]
  /** how long records of reveals are kept (ms); messages' retention if that is longer */
  readonly auditMs?: number
  readonly onFailure: (error: unknown) => void
}

const JOB = 'retention'
/** Longer than the statements of a batch can take together. */
const HOLD_MS = 120_000
const PASS_PAUSE_MS = 60 * 60_000
const FAILURE_PAUSE_MS = 10_000
const MAX_PAUSE_MS = 1_000
const AUDIT_MS = 365 * 24 * 60 * 60_000

/**
 * Deletes old finished rows; one instance at a time.
 * @returns a function that does one small batch if it is due; true = more is due now
 */
export function createRetention(options: RetentionOptions): () => Promise<boolean> {
  const { pool, retentionMs, rules = [], onFailure } = options
  const longestMs = distinctPeriods({ retentionMs, rules }).at(-1) ?? retentionMs
  const auditMs = Math.max(options.auditMs ?? AUDIT_MS, longestMs)
  const ages = { retentionMs, rules, auditMs }

  async function doNext(job: HeldJob): Promise<boolean> {
    const place = readRetentionPlace(job.cursor)
    const next = await doBatch(pool, ages, place)
    if (next !== null) return endJob(pool, job, 0, next)
    await endJob(pool, job, PASS_PAUSE_MS, nextPass(place))
    return false
  }

  return async () => {
    const job = await claimJob(pool, JOB, HOLD_MS)
    if (job === null) return false
    const since = performance.now()
    try {
      const more = await doNext(job)
      // Works at most half of the time: calls have priority.
      if (more) await setTimeout(Math.min(MAX_PAUSE_MS, performance.now() - since))
      return more
    } catch (error) {
      onFailure(error)
      await endJob(pool, job, FAILURE_PAUSE_MS, job.cursor).catch(() => undefined)
      return false
    }
  }
}
