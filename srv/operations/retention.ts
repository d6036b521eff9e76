import { z } from 'zod'
import { retentionPeriods } from '../../lib/api/retention.ts'
import type { RetentionConfig } from '../../lib/config/retention.ts'
import { REFUSAL_MS } from '../../lib/store/retention/retention-pass.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { type Route, route } from './route.ts'

const DAY_MS = 24 * 60 * 60_000

/** The periods in force. */
export function retentionRoute(deps: OperationsDeps): Route {
  return route({
    method: 'get',
    path: '/retention',
    summary: 'Retention periods in force',
    grant: 'Monitor',
    query: z.strictObject({}),
    result: retentionPeriods,
    handle: () => Promise.resolve(periodsOf(deps.retention)),
  })
}

function periodsOf({ defaultMs, auditMs, rules }: RetentionConfig) {
  const longestMs = Math.max(defaultMs, ...rules.map(({ ms }) => ms))
  return {
    messageDays: defaultMs / DAY_MS,
    revealDays: Math.max(auditMs, longestMs) / DAY_MS,
    refusalDays: REFUSAL_MS / DAY_MS,
    rules: rules.map(({ ms, ...fits }) => ({ ...fits, days: ms / DAY_MS })),
  }
}
