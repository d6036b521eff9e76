import type { RegisteredHandler } from '../handlers/discover-handlers.ts'
import type { Logger } from '../observability/log/logger.ts'
import type { Metrics } from '../observability/metrics/metrics.ts'
import { traceIdOf } from '../observability/tracing/tracing.ts'
import type { ParkedHead } from '../store/record/started-delivery.ts'
import type { EndedAttempt } from './run-lane.ts'

/** Logs and counts each attempt: codes and ids only, no text of the handler. */
export function logAttempt(logger: Logger, metrics: Metrics): (attempt: EndedAttempt) => void {
  return ({ handler, settlement, durationMs, settled: { held, spared, circuit } }) => {
    const { delivery, outcome, next, reasonCode } = settlement
    const parks = next.state === 'failed' && next.lane === 'parks' && !spared
    metrics.attempts.inc({ handler: handler.name, outcome })
    metrics.attemptSeconds.observe({ handler: handler.name }, durationMs / 1_000)
    if (parks && held) metrics.parked.inc({ handler: handler.name })
    const line = {
      correlation_id: delivery.correlationId,
      trace_id: traceIdOf(delivery.traceparent),
      message_id: delivery.messageId,
      ordinal: delivery.ordinal,
      handler: handler.name,
      attempt: delivery.attempt,
      outcome,
      state: spared ? 'retrying' : next.state,
      code: spared ? 'target_down' : (reasonCode ?? undefined),
      retry_in_ms: next.state === 'retrying' ? Math.round(next.delayMs) : undefined,
      duration_ms: Math.round(durationMs * 100) / 100,
    }
    if (!held) logger.warn(line, 'attempt ended after its lease, without effect')
    else if (parks) logger.warn(line, 'attempt ended, lane parked')
    else logger.info(line, 'attempt ended')
    if (circuit === 'opened')
      logger.warn({ handler: handler.name }, 'circuit opened: the target is down')
    if (circuit === 'closed') logger.info({ handler: handler.name }, 'circuit closed')
  }
}

/** Logs and counts lanes that parked without an attempt. */
export function logParked(
  logger: Logger,
  metrics: Metrics,
  handlers: readonly RegisteredHandler[],
): (head: ParkedHead) => void {
  const names = new Map(handlers.map(({ id, name }) => [id, name]))
  return ({ handlerId, messageId, ordinal, reasonCode }) => {
    const handler = names.get(handlerId) ?? String(handlerId)
    metrics.parked.inc({ handler })
    logger.warn({ message_id: messageId, ordinal, handler, code: reasonCode }, 'lane parked')
  }
}
