import { backfill } from '../../lib/jobs/backfill.ts'
import { decodeAgain } from '../../lib/jobs/decode-again.ts'
import { fanOut } from '../../lib/jobs/fan-out.ts'
import { handOver } from '../../lib/jobs/hand-over.ts'
import { retirement } from '../../lib/jobs/retirement.ts'
import type { Duty } from '../../lib/jobs/start-jobs.ts'
import { releaseDue } from '../../lib/store/actions/release-due.ts'
import { createActionRunner } from '../../lib/store/actions/run-actions.ts'
import { createRetention } from '../../lib/store/retention/retention.ts'
import { createSessionStore } from '../../lib/store/sessions.ts'
import { retireHandlers } from '../../lib/store/statements/retire-handlers.ts'
import { createUsedLogins } from '../../lib/store/used-logins.ts'
import { alertDuty } from './alert-job.ts'
import type { DispatchDeps } from './compose-dispatch.ts'
import { SILENCE_MS } from './join-installation.ts'

const SOON_MS = 1_000
const SELDOM_MS = 30_000

/** What instances that dispatch do beside it; each is done by whoever comes first. */
export function dutiesOf(parts: DispatchDeps & { readonly wake: () => void }): Duty[] {
  const { config, dispatchPool, handlers, logger, report, wake } = parts
  const retention = createRetention({
    pool: dispatchPool,
    retentionMs: config.retentionMs,
    auditMs: config.auditMs,
    onFailure: report('retention failed, trying again'),
  })
  const sessions = createSessionStore(dispatchPool)
  const usedLogins = createUsedLogins(dispatchPool)
  const { instanceId } = parts
  const handlerIds = handlers.map(({ id }) => id)
  const recording = { instanceId, handlerIds, repeatWindows: config.repeatWindows }
  const actions = createActionRunner({
    pool: dispatchPool,
    instanceId,
    leaseMs: config.leaseMs,
    handlerIds,
    // Only what this instance has is claimed here (handlerIds).
    backfill: async (ids, handlerId, types, actionId) => {
      const handler = handlers.find(({ id }) => id === handlerId)
      if (handler === undefined) return { done: 0, refused: ids.length }
      return backfill(dispatchPool, handler, ids, types, actionId)
    },
    decodeAgain: (ids, actionId) =>
      decodeAgain(
        { pool: dispatchPool, handlers, senders: config.typeSenders, recording },
        ids,
        actionId,
      ),
    handOver: (ids, actionId) =>
      handOver({ pool: dispatchPool, handlers, recording }, ids, actionId),
    onDue: wake,
    onFailure: report('an action failed'),
  })
  return [
    { name: 'actions', everyMs: SOON_MS, tend: actions.runDue },
    {
      name: 'fan-out',
      everyMs: SOON_MS,
      tend: () => fanOut(dispatchPool, handlers, wake),
    },
    {
      name: 'start dates',
      everyMs: SOON_MS,
      tend: () => releaseDue(dispatchPool, wake),
    },
    {
      name: 'handlers that nobody has',
      everyMs: SELDOM_MS,
      tend: retirement({
        everyMs: SELDOM_MS,
        silenceMs: SILENCE_MS,
        now: parts.now,
        beat: parts.beat,
        retire: () => retireHandlers(dispatchPool, SILENCE_MS),
        onRetired: ({ name, open }) => {
          const line = { handler: name, open_deliveries: open }
          logger[open > 0 ? 'warn' : 'info'](line, 'no instance has this handler any more')
        },
      }),
    },
    alertDuty(parts),
    { name: 'retention', everyMs: SELDOM_MS, tend: retention.tend },
    { name: 'sessions that are over', everyMs: SELDOM_MS, tend: sessions.removeOver },
    { name: 'logins that came back', everyMs: SELDOM_MS, tend: usedLogins.removeOver },
  ]
}
