import type { Settlement } from '../settlement.ts'

/** The attempts of settlements as parameters: message_id, ordinal, handler_id, run, attempt, subject_id, lease. */
export function attemptColumns(settlements: readonly Settlement[]): unknown[][] {
  return [
    settlements.map(({ delivery }) => delivery.messageId),
    settlements.map(({ delivery }) => delivery.ordinal),
    settlements.map(({ delivery }) => delivery.handlerId),
    settlements.map(({ delivery }) => delivery.run),
    settlements.map(({ delivery }) => delivery.attempt),
    settlements.map(({ delivery }) => delivery.subjectId),
    settlements.map(({ delivery }) => delivery.lease),
  ]
}
