import type { DeliveryState, MessageSort, MessageStatus } from '../../states.ts'

/** A filter for messages and their events, deliveries and attempts. Missing fields match everything. */
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
  /** subject ids of the event or of its lanes */
  readonly subjects?: readonly string[] | undefined
  /** part of a value of keys or params */
  readonly text?: string | undefined
  /** an event takes effect on or after this day, `YYYY-MM-DD` */
  readonly effectiveFrom?: string | undefined
  /** an event takes effect on or before this day */
  readonly effectiveTo?: string | undefined
  /** has an event without a handler */
  readonly noHandler?: boolean | undefined
}

export interface MessageFilter extends RecordFilter {
  /** default: received */
  readonly sort?: MessageSort | undefined
  /** default: desc */
  readonly order?: 'asc' | 'desc' | undefined
}

export interface EventFilter extends RecordFilter {
  readonly entityType?: string | undefined
  readonly repeat?: boolean | undefined
  /** an earlier event had the same id and other content */
  readonly otherContent?: boolean | undefined
}

export interface DeliveryFilter extends RecordFilter {
  readonly state?: DeliveryState | undefined
  /** waits for its turn or for a retry */
  readonly waits?: boolean | undefined
  /** has a turn in its lane */
  readonly holdsPlace?: boolean | undefined
  readonly late?: boolean | undefined
  /** is a re-run */
  readonly rerun?: boolean | undefined
  readonly edited?: boolean | undefined
  /** has at least one attempt */
  readonly attempted?: boolean | undefined
  /** reason code of a failed, skipped or cancelled delivery */
  readonly reasonCode?: string | undefined
  /** error text of its last attempt with # for numbers, see `causeOf` */
  readonly cause?: string | undefined
  /** keyed digest of the cause, in stored filters: errors name people */
  readonly causeDigest?: string | undefined
  /** is the latest run of its event and handler */
  readonly latest?: boolean | undefined
  /** its message matches this filter */
  readonly messages?: RecordFilter | undefined
}

export interface AttemptFilter extends RecordFilter {
  readonly outcome?: string | undefined
  /** has not ended */
  readonly running?: boolean | undefined
  readonly instanceId?: string | undefined
}
