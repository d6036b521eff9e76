import { SELECTION_FAILURES } from '../../events/select-events.ts'
import { isNotice } from '../record/erasure-notice.ts'
import type { StartedWithoutEvent } from '../record/started-delivery.ts'

export interface StartedRow {
  message_id: string
  ordinal: number
  handler_id: number
  run: number
  edit: number
  subject_id: string
  attempts_started: number
  counted_attempts: number
  abandoned: number
  late: boolean
  /** of its last attempt, or of its recording */
  reason_code: string | null
  lease: string
  probe: boolean
  /** further deliveries wait in the lane */
  more: boolean
  company: string | null
  /** null, like `received_at`, if the message was deleted */
  correlation_id: string | null
  traceparent: string | null
  received_at: Date | null
  /** the message tells the handler that its subject is forgotten */
  is_notice: boolean
  /** of a notice: the person has come back since */
  has_returned: boolean
}

export const startedKeys: Record<keyof StartedRow, true> = {
  ...{ message_id: true, ordinal: true, handler_id: true, run: true, edit: true, subject_id: true },
  ...{ attempts_started: true, counted_attempts: true, abandoned: true, late: true, lease: true },
  ...{
    reason_code: true,
    probe: true,
    more: true,
    company: true,
    correlation_id: true,
    traceparent: true,
    received_at: true,
    is_notice: true,
    has_returned: true,
  },
}

/** SQL columns of `started`, joined with its message. */
export const startedColumns = `started.message_id, started.ordinal, started.handler_id, started.run,
      started.edit, started.subject_id, started.attempts_started, started.counted_attempts,
      started.abandoned, started.late, started.reason_code, started.lease, started.probe, started.more, message.company,
      message.correlation_id, message.traceparent,
      message.received_at, ${isNotice('message')} as is_notice,
      case when ${isNotice('message')} then exists (select from subject
        where id = started.subject_id and forgotten_until is null) else false end as has_returned`

export function toStartedDelivery(row: StartedRow): StartedWithoutEvent {
  return {
    messageId: row.message_id,
    ordinal: row.ordinal,
    handlerId: row.handler_id,
    run: row.run,
    edit: row.edit,
    subjectId: row.subject_id,
    attempt: row.attempts_started,
    countedAttempts: row.counted_attempts,
    abandoned: row.abandoned,
    late: row.late,
    selectionFailure: SELECTION_FAILURES.find((code) => code === row.reason_code) ?? null,
    lease: row.lease,
    probe: row.probe,
    hasNext: row.more,
    company: row.company,
    correlationId: row.correlation_id ?? '',
    traceparent: row.traceparent,
    receivedAt: row.received_at ?? new Date(0),
    isNotice: row.is_notice,
    hasReturned: row.has_returned,
  }
}
