import { eventPaths } from '../../lib/config/event-broker-binding.ts'
import { createAlertWatch } from '../../lib/jobs/alerts/watch.ts'
import { createWebhook } from '../../lib/jobs/alerts/webhook.ts'
import type { Duty } from '../../lib/jobs/start-jobs.ts'
import { codeOf, nameOf } from '../../lib/observability/log/describe-error.ts'
import type { DispatchDeps } from './compose-dispatch.ts'

const LOOK_MS = 5_000

/** Notices what somebody has to be told, logs it, and tells it where a webhook is configured. */
export function alertDuty({ config, dispatchPool, logger }: DispatchDeps): Duty {
  const { alerts, application, publicUrl, port } = config
  const watch = createAlertWatch({
    pool: dispatchPool,
    eventPaths: eventPaths(config),
    application,
    origin: publicUrl ?? `http://localhost:${port}`,
    limits: { silenceMs: alerts.silenceMs, senderSilenceMs: alerts.senderSilenceMs },
    send: alerts.webhook === null ? null : createWebhook(alerts.webhook),
    onOpened: ({ kind, handler, code, count }) =>
      logger.warn({ alert: kind, handler, code, count }, 'alert opened'),
    onEnded: ({ kind, handler, code, count }) =>
      logger.info({ alert: kind, handler, code, count }, 'alert ended'),
    onUntold: (error, { kind, tries }) => {
      const line = { alert: kind, code: codeOf(error), err_name: nameOf(error), tries: tries + 1 }
      logger.warn(line, 'the webhook took no alert, trying again')
    },
  })
  return { name: 'alerts', everyMs: LOOK_MS, tend: watch.tend }
}
