import type { Alert, Condition } from '../../store/alerts/alert.ts'
import { changeAlerts, postponeNotice, recordNotice } from '../../store/alerts/change-alerts.ts'
import { decideAlerts } from '../../store/alerts/decide-alerts.ts'
import { findDueAlerts, findKnownAlerts } from '../../store/alerts/find-alerts.ts'
import { type ObservationLimits, observe } from '../../store/alerts/observe.ts'
import type { Pool } from '../../store/db/database.ts'
import { claimJob, endJob } from '../../store/registry/claim-job.ts'
import { type ConditionLimits, conditionsOf } from './conditions-of.ts'
import { type Notice, type NoticeOptions, noticeOf } from './notice.ts'

export interface WatchOptions extends NoticeOptions {
  readonly pool: Pool
  /** ingest paths */
  readonly eventPaths: readonly string[]
  readonly limits: ConditionLimits & ObservationLimits
  /** null = no webhook; alerts are stored and counted anyway */
  readonly send: ((notice: Notice) => Promise<void>) | null
  readonly onOpened: (condition: Condition) => void
  readonly onEnded: (alert: Alert) => void
  readonly onNoticeFailed: (error: unknown, alert: Alert) => void
}

const JOB = 'alerts'
const PAUSE_MS = 10_000
/** Longer than the notices of one run may take. */
const CLAIM_MS = 180_000
const NOTICES_A_ROUND = 5
const FIRST_PAUSE_MS = 10_000
const MAX_PAUSE_MS = 15 * 60_000

/**
 * Opens and ends alerts and sends their notices.
 * @returns a function that does so once if it is due and no other instance does
 */
export function createAlertWatch(options: WatchOptions): () => Promise<boolean> {
  const { pool, limits, send, eventPaths } = options

  async function update(): Promise<void> {
    const observed = await observe(pool, eventPaths, limits)
    const known = await findKnownAlerts(pool)
    const changes = decideAlerts(known, conditionsOf(observed, limits, known), observed.now)
    await changeAlerts(pool, changes, send !== null)
    changes.opened.forEach(options.onOpened)
    changes.ended.forEach(options.onEnded)
  }

  /** A notice that the webhook refuses waits; the others follow in the next run. */
  async function sendNotices(): Promise<void> {
    if (send === null) return
    for (const alert of await findDueAlerts(pool, NOTICES_A_ROUND)) {
      const phase = alert.notifiedAt === null ? 'opened' : 'ended'
      try {
        await send(noticeOf(alert, phase, options))
      } catch (error) {
        options.onNoticeFailed(error, alert)
        await postponeNotice(pool, alert.id, pauseAfter(alert.failedNotices))
        return
      }
      await recordNotice(pool, alert.id, phase)
    }
  }

  return async () => {
    const job = await claimJob(pool, JOB, CLAIM_MS)
    if (job === null) return false
    try {
      await update()
      await sendNotices()
    } finally {
      await endJob(pool, job, PAUSE_MS, null)
    }
    return false
  }
}

function pauseAfter(failedNotices: number): number {
  return Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failedNotices, 20))
}
