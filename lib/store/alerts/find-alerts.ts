import type { Pool } from 'pg'
import { defineStatement, run } from '../statements/statement.ts'
import type { Alert } from './alert.ts'

const columns = `id, kind, about, handler, code, count, opened_at as "openedAt", over_since as "overSince",
      ended_at as "endedAt", told_at as "toldAt", tries`

const known = defineStatement({
  name: 'find-known-alerts',
  text: `
    select ${columns} from alert where ended_at is null
    union all
    select ${columns} from alert where due_at is not null and ended_at is not null and told_at is null`,
})

/** Open alerts, and ended ones whose beginning is still to be told. They are few. */
export function findKnownAlerts(pool: Pool): Promise<Alert[]> {
  return run<Alert & Record<string, unknown>>(pool, known, [])
}

const due = defineStatement({
  name: 'find-due-alerts',
  text: `select ${columns} from alert where due_at <= receiver_clock() order by due_at, id limit $1`,
})

/** Alerts of which something is to be told now, the longest due first. */
export function findDueAlerts(pool: Pool, limit: number): Promise<Alert[]> {
  return run<Alert & Record<string, unknown>>(pool, due, [limit])
}
