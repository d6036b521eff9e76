import { type ComputedColumns, listColumns } from '../db/list-columns.ts'
import type { Settlement } from './settlement.ts'

/** The keys of attempts and their lanes, and the leases under which they ran. */
export const attemptColumns = {
  message_id: ['uuid', ({ delivery }) => delivery.messageId],
  ordinal: ['int', ({ delivery }) => delivery.ordinal],
  handler_id: ['int', ({ delivery }) => delivery.handlerId],
  run: ['int', ({ delivery }) => delivery.run],
  attempt: ['int', ({ delivery }) => delivery.attempt],
  subject_id: ['bigint', ({ delivery }) => delivery.subjectId],
  lease: ['bigint', ({ delivery }) => delivery.lease],
} as const satisfies ComputedColumns<Settlement>

export const attempts = listColumns<Settlement>({ computed: attemptColumns })
