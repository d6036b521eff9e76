import { z } from 'zod'
import { retentionPeriods } from '../../lib/api/retention.ts'
import { REFUSAL_MS } from '../../lib/store/retention/retention.ts'
import type { OperationsDeps } from './operations-deps.ts'
import { type Route, route } from './route.ts'

const DAY_MS = 24 * 60 * 60_000

/** The periods in force. */
export function retentionRoute({
  retention: { defaultMs, auditMs, rules },
}: Pick<OperationsDeps, 'retention'>): Route {
  const longest = Math.max(defaultMs, ...rules.map(({ ms }) => ms))
  return route({
    method: 'get',
    path: '/retention',
    summary: 'Retention periods in force',
    grant: 'Monitor',
    query: z.strictObject({}),
    result: retentionPeriods,
    handle: () =>
      Promise.resolve({
        messageDays: defaultMs / DAY_MS,
        revealDays: Math.max(auditMs, longest) / DAY_MS,
        refusalDays: REFUSAL_MS / DAY_MS,
        rules: rules.map(({ ms, ...fits }) => ({ ...fits, days: ms / DAY_MS })),
      }),
  })
}
