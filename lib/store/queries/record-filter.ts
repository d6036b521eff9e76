import type { DeliveryState, MessageStatus } from '../../states.ts'

/** What messages, and all that hangs on them, can be chosen by. What is left out chooses nothing. */
export interface RecordFilter {
  /** received at or after */
  readonly from?: Date | undefined
  /** received before */
  readonly to?: Date | undefined
  readonly messageId?: string | undefined
  /** one of these messages */
  readonly messageIds?: readonly string[] | undefined
  readonly status?: MessageStatus | undefined
  readonly handler?: string | undefined
  readonly type?: string | undefined
  readonly types?: readonly string[] | undefined
  readonly company?: string | undefined
  /** client id of the caller */
  readonly client?: string | undefined
  readonly externalEventId?: string | undefined
  readonly eventId?: string | undefined
  readonly correlationId?: string | undefined
  /** ids of subjects: of the event, or of a lane that it went to */
  readonly subjects?: readonly string[] | undefined
  /** part of a value in keys and params */
  readonly text?: string | undefined
}

export interface EventFilter extends RecordFilter {
  readonly entityType?: string | undefined
  readonly repeat?: boolean | undefined
  /** its id is known with other content */
  readonly otherContent?: boolean | undefined
  /** no handler takes it */
  readonly noHandler?: boolean | undefined
}

export interface DeliveryFilter extends RecordFilter {
  readonly state?: DeliveryState | undefined
  /** it holds its place in its lane */
  readonly open?: boolean | undefined
  readonly late?: boolean | undefined
  /** a further run of one that was done */
  readonly rerun?: boolean | undefined
  readonly edited?: boolean | undefined
  /** it has run at least once */
  readonly attempted?: boolean | undefined
  /** code of why it failed, was skipped or cancelled */
  readonly reason?: string | undefined
  /** the error of its last attempt, numbers as #: see cause-of-error.ts */
  readonly cause?: string | undefined
  /** the last run of its event and handler */
  readonly latest?: boolean | undefined
  /** its message passes this filter of messages */
  readonly messages?: RecordFilter | undefined
}

export interface AttemptFilter extends RecordFilter {
  readonly outcome?: string | undefined
  /** it has not ended */
  readonly running?: boolean | undefined
  readonly instanceId?: string | undefined
}
