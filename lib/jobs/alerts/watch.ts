import type { Alert, Condition } from '../../store/alerts/alert.ts'
import { changeAlerts } from '../../store/alerts/change-alerts.ts'
import { decideAlerts } from '../../store/alerts/decide-alerts.ts'
import { findDueAlerts, findKnownAlerts } from '../../store/alerts/find-alerts.ts'
import { noteTold, postponeNotice } from '../../store/alerts/note-told.ts'
import { type ObservationLimits, observe } from '../../store/alerts/observe.ts'
import type { Pool } from '../../store/db/database.ts'
import { claimJob, endJob } from '../../store/registry/claim-job.ts'
import { type ConditionLimits, conditionsOf } from './conditions-of.ts'
import { type Notice, type NoticeOptions, noticeOf } from './notice.ts'

export interface WatchOptions extends NoticeOptions {
  readonly pool: Pool
  /** paths that take events */
  readonly eventPaths: readonly string[]
  readonly limits: ConditionLimits & ObservationLimits
  /** null = nobody is to be told; alerts are kept and counted all the same */
  readonly send: ((notice: Notice) => Promise<void>) | null
  readonly onOpened: (condition: Condition) => void
  readonly onEnded: (alert: Alert) => void
  readonly onUntold: (error: unknown, alert: Alert) => void
}

export interface AlertWatch {
  /** Looks once if it is due and nobody else is at it. */
  tend(): Promise<boolean>
}

const DUTY = 'alerts'
const LOOK_MS = 10_000
/** Longer than the notices of one round may take. */
const HOLD_MS = 180_000
const NOTICES_A_ROUND = 5
const FIRST_PAUSE_MS = 10_000
const MAX_PAUSE_MS = 15 * 60_000

/** Notices what somebody has to be told, and tells it: one instance at a time, whichever comes first. */
export function createAlertWatch(options: WatchOptions): AlertWatch {
  const { pool, limits, send, eventPaths } = options

  async function look(): Promise<void> {
    const observed = await observe(pool, eventPaths, limits)
    const known = await findKnownAlerts(pool)
    const changes = decideAlerts(known, conditionsOf(observed, limits, known), observed.now)
    await changeAlerts(pool, changes, send !== null)
    changes.opened.forEach(options.onOpened)
    changes.ended.forEach(options.onEnded)
  }

  /** What the webhook does not take waits; the others are tried in the next round. */
  async function tell(): Promise<void> {
    if (send === null) return
    for (const alert of await findDueAlerts(pool, NOTICES_A_ROUND)) {
      const phase = alert.notifiedAt === null ? 'opened' : 'ended'
      try {
        await send(noticeOf(alert, phase, options))
      } catch (error) {
        options.onUntold(error, alert)
        await postponeNotice(pool, alert.id, pauseAfter(alert.failedNotices))
        return
      }
      await noteTold(pool, alert.id, phase)
    }
  }

  return {
    async tend() {
      const duty = await claimJob(pool, DUTY, HOLD_MS)
      if (duty === null) return false
      try {
        await look()
        await tell()
      } finally {
        await endJob(pool, duty, LOOK_MS, null)
      }
      return false
    },
  }
}

function pauseAfter(tries: number): number {
  return Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(tries, 20))
}
