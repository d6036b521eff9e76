import type { Pool } from 'pg'
import { defineStatement, execute } from '../db/statement.ts'
import type { Alert } from './alert.ts'

const columns = `id, kind, about, handler, code, count, opened_at as "openedAt",
      absent_since as "absentSince", ended_at as "endedAt",
      notified_at as "notifiedAt", failed_notices as "failedNotices"`

const fields: Record<keyof Alert, true> = {
  ...{ id: true, kind: true, about: true, handler: true, code: true, count: true },
  ...{ openedAt: true, absentSince: true, endedAt: true, notifiedAt: true, failedNotices: true },
}

const known = defineStatement<Alert>({
  name: 'find-known-alerts',
  columns: fields,
  text: `
    select ${columns} from alert where ended_at is null
    union all
    select ${columns} from alert where due_at is not null and ended_at is not null and notified_at is null`,
})

/** Open alerts, and ended ones without their first notice. */
export function findKnownAlerts(pool: Pool): Promise<Alert[]> {
  return execute(pool, known, [])
}

const due = defineStatement<Alert>({
  name: 'find-due-alerts',
  columns: fields,
  // An alert that began without a webhook has no due time until the first notice fails.
  text: `
    select ${columns} from alert
    where due_at <= receiver_clock() or due_at is null and ended_at is null and notified_at is null
    order by due_at nulls first, id limit $1`,
})

/** Alerts with a due notice, those never due before first, then the longest due. */
export function findDueAlerts(pool: Pool, limit: number): Promise<Alert[]> {
  return execute(pool, due, [limit])
}
