import { eventPaths } from '../../lib/config/event-broker-binding.ts'
import { KEPT_CHANGES } from '../../lib/encryption/key-changes.ts'
import { createAlertWatch } from '../../lib/jobs/alerts/watch.ts'
import { createWebhook } from '../../lib/jobs/alerts/webhook.ts'
import { backfill } from '../../lib/jobs/backfill.ts'
import type { StatsJob } from '../../lib/jobs/count-stats.ts'
import { fanOut } from '../../lib/jobs/fan-out.ts'
import { retirement } from '../../lib/jobs/retirement.ts'
import type { Job } from '../../lib/jobs/start-jobs.ts'
import { codeOf, nameOf } from '../../lib/observability/log/describe-error.ts'
import { releaseDue } from '../../lib/store/actions/release-due.ts'
import { createActionRunner } from '../../lib/store/actions/run-actions.ts'
import { endNotices } from '../../lib/store/forget/notices.ts'
import { destroyUnusedKeys } from '../../lib/store/keys/destroy-unused-keys.ts'
import { encryptStored } from '../../lib/store/keys/encryption-job.ts'
import { retireHandlers } from '../../lib/store/registry/retire-handlers.ts'
import { createRetention } from '../../lib/store/retention/retention.ts'
import { createSessionStore } from '../../lib/store/trust/sessions.ts'
import { createUsedLogins } from '../../lib/store/trust/used-logins.ts'
import { SILENCE_MS } from './join-installation.ts'
import { messageWork } from './message-work.ts'
import type { ServiceContext } from './service-context.ts'

/** Longer than any transaction that may use a key of a deleted person. */
const MIN_UNUSED_MS = 60 * 60_000

/** Periodic jobs of instances that dispatch. One instance at a time runs each of them. */
export function jobsOf(
  context: ServiceContext,
  beat: () => Promise<void>,
  wake: () => void,
  stats: StatsJob,
): Job[] {
  const { config, handlers, logger, timings, report } = context
  const pool = context.pools.dispatch
  const { defaultMs: retentionMs, rules, auditMs } = config.retention
  const retain = createRetention({
    ...{ pool, retentionMs, rules, auditMs },
    onFailure: report('retention failed, trying again'),
  })
  const sessions = createSessionStore(pool)
  const usedLogins = createUsedLogins(pool)
  return [
    { name: 'actions', everyMs: timings.urgentJobs, run: actionRunner(context, wake) },
    { name: 'fan-out', everyMs: timings.urgentJobs, run: () => fanOut(pool, handlers, wake) },
    { name: 'start dates', everyMs: timings.urgentJobs, run: () => releaseDue(pool, wake) },
    {
      name: 'retired handlers',
      everyMs: timings.otherJobs,
      run: retirement({
        everyMs: timings.otherJobs,
        silenceMs: SILENCE_MS,
        now: context.now,
        beat,
        retire: () => retireHandlers(pool, SILENCE_MS),
        onRetired: ({ name, open }) => {
          const line = { handler: name, open_deliveries: open }
          logger[open > 0 ? 'warn' : 'info'](line, 'no instance has this handler any more')
        },
      }),
    },
    {
      name: 'ledger of erasures',
      everyMs: timings.otherJobs,
      run: async () => {
        await context.forgetting.applyLedger(pool)
        await endNotices(pool)
        return false
      },
    },
    {
      name: 'unused keys',
      everyMs: timings.otherJobs,
      run: () => destroyUnusedKeys(pool, Math.max(config.forgetting.backupMs, MIN_UNUSED_MS)),
    },
    {
      name: 'old rows of the key store',
      everyMs: timings.otherJobs,
      run: async () => {
        await context.vault.store.trimLedger(new Date(context.clock()))
        return context.vault.store.trimChanges(KEPT_CHANGES)
      },
    },
    { name: 'stats', everyMs: timings.stats, run: stats.run },
    { name: 'alerts', everyMs: timings.alerts, run: alertWatch(context) },
    { name: 'retention', everyMs: timings.otherJobs, run: retain },
    { name: 'encryption', everyMs: timings.otherJobs, run: () => encryptStored(pool) },
    { name: 'expired sessions', everyMs: timings.otherJobs, run: sessions.removeOver },
    { name: 'finished logins', everyMs: timings.otherJobs, run: usedLogins.removeOver },
  ]
}

function actionRunner(context: ServiceContext, wake: () => void) {
  const { config, instanceId, handlers, pools, audit, report } = context
  const { decodeAgain, handOver } = messageWork(pools.dispatch, context)
  return createActionRunner({
    pool: pools.dispatch,
    instanceId,
    leaseMs: config.leaseMs,
    handlerIds: context.recording.handlerIds,
    // The runner claims backfills for this instance's handlers only.
    backfill: async (ids, handlerId, types, actionId) => {
      const handler = handlers.find(({ id }) => id === handlerId)
      if (handler === undefined) return { done: 0, refused: ids.length }
      return backfill(pools.dispatch, handler, ids, types, actionId)
    },
    decodeAgain,
    handOver,
    audit,
    forget: (action) => context.forgetting.step(pools.dispatch, action),
    onDue: wake,
    onFailure: report('an action failed'),
  })
}

/** Logs alerts, and sends them to the webhook if one is configured. */
function alertWatch({ config, pools, logger }: ServiceContext) {
  const { alerts, application, publicUrl, port } = config
  return createAlertWatch({
    pool: pools.dispatch,
    eventPaths: eventPaths(config),
    application,
    origin: publicUrl ?? `http://localhost:${port}`,
    limits: { silenceMs: alerts.silenceMs, senderSilenceMs: alerts.senderSilenceMs },
    send: alerts.webhook === null ? null : createWebhook(alerts.webhook),
    onOpened: ({ kind, handler, code, count }) =>
      logger.warn({ alert: kind, handler, code, count }, 'alert opened'),
    onEnded: ({ kind, handler, code, count }) =>
      logger.info({ alert: kind, handler, code, count }, 'alert ended'),
    onNoticeFailed: (error, { kind, failedNotices }) => {
      const line = {
        alert: kind,
        code: codeOf(error),
        err_name: nameOf(error),
        failed_notices: failedNotices + 1,
      }
      logger.warn(line, 'sending an alert to the webhook failed, trying again')
    },
  })
}
