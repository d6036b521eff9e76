import type { ApplicationIdentity } from '../../config/config.ts'
import { isTechnicalName } from '../../masking/is-harmless.ts'
import type { AlertKind } from '../../states.ts'
import type { Alert } from '../../store/alerts/alert.ts'

/**
 * The event of SAP Alert Notification service (producer API, `resource-events`); other receivers
 * get it as plain JSON. Times are in seconds since 1970.
 */
export interface Notice {
  readonly eventType: string
  readonly eventTimestamp: number
  readonly severity: 'INFO' | 'WARNING' | 'ERROR'
  readonly category: 'ALERT' | 'NOTIFICATION'
  readonly subject: string
  readonly body: string
  readonly tags: Readonly<Record<string, string>>
  readonly resource: {
    readonly resourceName: string
    readonly resourceType: 'application'
    readonly resourceInstance: string
    readonly tags: Readonly<Record<string, string>>
  }
}

export interface NoticeOptions {
  readonly application: ApplicationIdentity
  /** address of the monitor: https and host */
  readonly origin: string
}

interface Wording {
  readonly eventType: string
  readonly severity: 'WARNING' | 'ERROR'
  readonly subject: (alert: Alert) => string
  readonly body: string
  readonly page: (alert: Alert) => string
}

const WORDINGS: Readonly<Record<AlertKind, Wording>> = {
  parked: {
    eventType: 'SfEventReceiverLaneParked',
    severity: 'ERROR',
    subject: ({ handler, code, count }) =>
      `${handler}: ${lanes(count)} parked (${code ?? 'failed'})`,
    body: 'Deliveries have failed. Later events of the same employees wait. Read the error on the page, fix the cause, then replay, edit or skip.',
    page: () => '/monitor/parked',
  },
  circuit: {
    eventType: 'SfEventReceiverCircuitOpen',
    severity: 'ERROR',
    subject: ({ handler }) => `${handler}: its target is down`,
    body: 'Attempts have failed at the target in five lanes in a row. The lanes of this handler wait; one attempt from time to time tries whether the target is back. Read the error of the latest attempt. Repair the target, or correct the login in its destination: the lanes then continue by themselves.',
    page: ({ handler }) => `/monitor/handlers/${encodeURIComponent(handler ?? '')}`,
  },
  refusals: {
    eventType: 'SfEventReceiverRefusalsJumped',
    severity: 'WARNING',
    subject: ({ count, code }) => `${count} calls refused within minutes (mostly ${code})`,
    body: 'Many more calls than usual were not accepted. The refused calls show what to change.',
    page: () => '/monitor/refused',
  },
  no_instance: {
    eventType: 'SfEventReceiverHandlerMissing',
    severity: 'ERROR',
    subject: ({ handler, count }) => `${handler}: no instance has it, ${deliveries(count)} waiting`,
    body: 'Deliveries wait for a handler that no running instance has. Deploy it again, name it in `formerly` of its successor, or skip them.',
    page: ({ handler }) => `/monitor/handlers/${encodeURIComponent(handler ?? '')}`,
  },
  undecodable: {
    eventType: 'SfEventReceiverUndecodable',
    severity: 'ERROR',
    subject: ({ count, code }) => `${messages(count)} could not be decoded (${code})`,
    body: 'A body of a trusted sender could not be read. It is kept. Open the message and repair it, or decode it again after a fix.',
    page: () => '/monitor/messages?status=UNDECODABLE',
  },
  silence: {
    eventType: 'SfEventReceiverNothingArrived',
    severity: 'WARNING',
    subject: ({ count }) => `no message for ${count} hours`,
    body: 'Nothing has arrived for longer than ALERT_SILENCE_HOURS. SuccessFactors may have switched the subscription off: check it there, then the page Connect.',
    page: () => '/monitor/connect',
  },
  silent_sender: {
    eventType: 'SfEventReceiverSenderSilent',
    severity: 'WARNING',
    subject: ({ count, code }) =>
      `${events(count)} of type ${code === '' ? 'unknown' : code} came only from another sender`,
    body: 'TYPE_SENDERS selects a sender for this type. It sends nothing, but another sender does; those events were discarded. Repair the selected sender, or hand the events over.',
    page: ({ code }) => `/monitor/messages?status=DISCARDED${ofType(code)}`,
  },
  no_handler: {
    eventType: 'SfEventReceiverNoHandler',
    severity: 'WARNING',
    subject: ({ count, code }) =>
      `no handler takes events of type ${code === '' ? 'unknown' : code}: ${events(count)}`,
    body: 'Events of this type are stored without a delivery. Correct the type in `on` of the handler, or deploy a handler for it; then backfill. Otherwise end the subscription in SuccessFactors.',
    page: ({ code }) => `/monitor/messages?status=NO_HANDLER${ofType(code)}`,
  },
}

/** The notice of the beginning or end of an alert. Pure. */
export function noticeOf(
  alert: Alert,
  phase: 'opened' | 'ended',
  { application, origin }: NoticeOptions,
): Notice {
  const { eventType, severity, subject, body, page } = WORDINGS[alert.kind]
  const isOver = phase === 'ended'
  const at = isOver ? (alert.endedAt ?? alert.openedAt) : alert.openedAt
  return {
    eventType,
    eventTimestamp: Math.floor(at.getTime() / 1_000),
    severity: isOver ? 'INFO' : severity,
    category: isOver ? 'NOTIFICATION' : 'ALERT',
    subject: isOver ? `Ended: ${subject(alert)}` : subject(alert),
    body: isOver ? 'The condition has ended.' : body,
    tags: {
      // The same in both notices: incident tools open and close one incident by it.
      'ans:sourceEventId': alert.id,
      'ans:correlationId': alert.id,
      'ans:status': isOver ? 'CLOSE' : 'CREATE_OR_UPDATE',
      'ans:detailsLink': `${origin}${page(alert)}`,
      kind: alert.kind,
      count: String(alert.count),
      ...(alert.handler !== null && { handler: alert.handler }),
      ...(alert.code !== null && { code: alert.code }),
    },
    resource: {
      resourceName: application.componentName,
      resourceType: 'application',
      resourceInstance: application.componentInstance,
      tags: {
        ...(application.organizationName !== '' && { organization: application.organizationName }),
        ...(application.spaceName !== '' && { space: application.spaceName }),
      },
    },
  }
}

/** A mark or an empty type selects no messages. */
function ofType(code: string | null): string {
  return isTechnicalName(code ?? '') ? `&type=${encodeURIComponent(code ?? '')}` : ''
}

const lanes = (count: number) => (count === 1 ? '1 lane' : `${count} lanes`)
const deliveries = (count: number) => (count === 1 ? '1 delivery' : `${count} deliveries`)
const events = (count: number) => (count === 1 ? '1 event' : `${count} events`)
const messages = (count: number) => (count === 1 ? '1 message' : `${count} messages`)
