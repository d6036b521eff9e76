/** The states, outcomes and kinds that the database stores and the operations API shows. */

export const DELIVERY_STATES = [
  'waiting',
  'scheduled',
  'running',
  'retrying',
  'completed',
  'failed',
  'skipped',
  'cancelled',
] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]

/**
 * Actions of an operator or a handler on a delivery:
 * - `replay`: retries a failed delivery at its place, with its key and its memory
 * - `edit`: retries a failed delivery with an edited event, under a new key
 * - `rerun`: runs a finished delivery again, as the next one in its lane
 * - `skip`: gives up a failed delivery; its lane goes on
 * - `cancel`: takes a delivery out of its lane before it has run
 * - `release`: makes a delivery due now that waits for a date or a retry
 *
 * A running delivery whose lease has expired counts as failed.
 */
export const DELIVERY_ACTION_KINDS = [
  'replay',
  'edit',
  'rerun',
  'skip',
  'cancel',
  'release',
] as const
export type DeliveryActionKind = (typeof DELIVERY_ACTION_KINDS)[number]

/** How an attempt ended. */
export const ATTEMPT_OUTCOMES = [
  'completed',
  'retry',
  'rejected',
  'timed-out',
  'abandoned',
  'released',
] as const
export type AttemptOutcome = (typeof ATTEMPT_OUTCOMES)[number]

/** The statuses of SAP Cloud Integration, and two of ours (docs/glossary.md). */
export const MESSAGE_STATUSES = [
  'FAILED',
  'RETRY',
  'PROCESSING',
  'NO_HANDLER',
  'COMPLETED',
  'DISCARDED',
  'UNDECODABLE',
] as const
export type MessageStatus = (typeof MESSAGE_STATUSES)[number]

/** Columns of an export of messages. */
export const EXPORT_COLUMNS = [
  'id',
  'received',
  'status',
  'type',
  'employees',
  'effective',
  'handlers',
  'duration',
  'company',
  'caller',
  'events',
  'externalEventId',
  'correlationId',
  'errorCode',
] as const
export type ExportColumn = (typeof EXPORT_COLUMNS)[number]

/** Columns of an export of actions. */
export const ACTION_COLUMNS = [
  'id',
  'requested',
  'kind',
  'user',
  'client',
  'handlers',
  'message',
  'employees',
  'reason',
  'state',
  'done',
  'refused',
] as const
export type ActionColumn = (typeof ACTION_COLUMNS)[number]

/** Periods of receipt that the monitor offers. */
export const PERIODS = ['hour', 'day', 'week', 'month', 'all', 'between'] as const
export type Period = (typeof PERIODS)[number]

/** Ranges of effective days that the monitor offers. */
export const EFFECTIVE_RANGES = ['future', 'today', 'past', 'between'] as const
export type EffectiveRange = (typeof EFFECTIVE_RANGES)[number]

/** By what the list of messages is sorted. */
export const MESSAGE_SORTS = ['received', 'effective'] as const
export type MessageSort = (typeof MESSAGE_SORTS)[number]

/** States of a delivery, and one more: it failed, and a later action replayed it. */
export const ACTION_OUTCOMES = [
  'completed',
  'failed',
  'replayedLater',
  'retrying',
  'running',
  'waiting',
  'scheduled',
  'skipped',
  'cancelled',
] as const
export type ActionOutcome = (typeof ACTION_OUTCOMES)[number]

/** Why the database can lose commits that it has confirmed. */
export const DURABILITY_RISKS = [
  'fsync_off',
  'full_page_writes_off',
  'commit_not_flushed',
  'standby_asynchronous',
] as const
export type DurabilityRisk = (typeof DURABILITY_RISKS)[number]

export const ACTION_STATES = ['running', 'stopping', 'finished', 'stopped', 'failed'] as const
export type ActionState = (typeof ACTION_STATES)[number]

/** `open`: its circuit breaker is open. `retired`: no running instance has it. */
export const HANDLER_STATES = ['running', 'held', 'open', 'retired'] as const
export type HandlerState = (typeof HANDLER_STATES)[number]

export const LANE_STATUSES = ['open', 'parked'] as const
export type LaneStatus = (typeof LANE_STATUSES)[number]

/** Why the first delivery of a lane waits. */
export const HEAD_STATES = ['retrying', 'scheduled'] as const
export type HeadState = (typeof HEAD_STATES)[number]

/** The worst of the lanes of a person or record; `idle` = nothing waits. */
export const SUBJECT_STATES = ['parked', 'retrying', 'waiting', 'scheduled', 'idle'] as const
export type SubjectState = (typeof SUBJECT_STATES)[number]

/** Kinds of alerts. docs/alerts.md explains each. */
export const ALERT_KINDS = [
  'parked',
  'circuit',
  'refusals',
  'no_instance',
  'undecodable',
  'silence',
  'silent_sender',
  'no_handler',
] as const
export type AlertKind = (typeof ALERT_KINDS)[number]

/** Ranges of the charts. */
export const STATS_RANGES = ['1h', '24h', '7d', '30d'] as const
export type StatsRange = (typeof STATS_RANGES)[number]

/** The type of the event by which the service tells handlers of an erasure. */
export const NOTICE_TYPE = 'sf-event-receiver.forgotten'

/** Beginning of the types of entries of the audit log. */
export const AUDIT_TYPE_PREFIX = 'sf-event-receiver.audit.'
