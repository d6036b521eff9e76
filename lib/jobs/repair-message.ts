import { ReceiverError } from '../errors.ts'
import type { DecodedMessage } from '../events/event.ts'
import { type Repair, repairedForm } from '../events/repaired-form.ts'
import { decodeStored, type StoredBody } from '../events/stored-body.ts'
import { newId } from '../new-id.ts'
import {
  type AuditTrail,
  recordAuditEntries,
  subjectsOfEvents,
} from '../store/actions/audit-entries.ts'
import { type Actor, recordDone } from '../store/actions/record-action.ts'
import type { ClientBase } from '../store/db/database.ts'
import { keyOfMessage } from '../store/db/open-bodies.ts'
import { inTransaction } from '../store/db/transaction.ts'
import { findMessages } from '../store/record/find-messages.ts'
import { recordDeliveriesOfMessage } from '../store/record/record-made-deliveries.ts'
import { replaceBody } from '../store/record/replace-body.ts'
import { lockUndecodable } from '../store/record/update-decoded.ts'
import { type RecordStoredOptions, recordStored } from './stored-to-record.ts'

export interface RepairOrder {
  readonly messageId: string
  readonly repair: Repair
  readonly by: Actor
  readonly comment: string | null
}

export type RepairOptions = RecordStoredOptions & {
  /** null = no audit log */
  readonly audit: AuditTrail | null
}

export type RepairResult =
  | { readonly kind: 'done'; readonly actionId: string }
  /** repaired or decoded meanwhile, or deleted */
  | { readonly kind: 'not_undecodable' }
  /** the repaired form is undecodable too: nothing was changed */
  | { readonly kind: 'unreadable'; readonly error: ReceiverError }

/**
 * Replaces the form of an undecodable message and records it as if it had just arrived, in one
 * transaction. A lock on the message prevents concurrent repairs.
 */
export function repairMessage(options: RepairOptions, order: RepairOrder): Promise<RepairResult> {
  return inTransaction(options.pool, (client) => repairLocked(client, options, order))
}

async function repairLocked(
  client: ClientBase,
  options: RepairOptions,
  { messageId, repair, by, comment }: RepairOrder,
): Promise<RepairResult> {
  if (!(await lockUndecodable(client, messageId))) return { kind: 'not_undecodable' }
  const [stored] = await findMessages(client, [messageId])
  if (stored === undefined) return { kind: 'not_undecodable' }
  const form = repairedForm(stored, repair)
  const decoded = decodeRepaired(form)
  if (decoded instanceof ReceiverError) return { kind: 'unreadable', error: decoded }
  const actionId = newId()
  const changesBody = repair.body !== undefined
  await replaceBody(client, messageId, actionId, { ...form, changesBody })
  const repaired = { ...stored, ...form, contentEncoding: null }
  await recordStored(client, options, repaired, decoded, changesBody ? stored.body : null)
  // The body may be personal: record only what was changed.
  const detail = { messageId, changed: Object.keys(repair) }
  const personKeyId = await keyOfMessage(client, messageId)
  const action = { id: actionId, kind: 'repair', by, filter: null, detail, matched: 1, personKeyId }
  await recordDone(client, { ...action, comment })
  await recordDeliveriesOfMessage(client, actionId, messageId)
  if (options.audit !== null) {
    const [subjects = []] = await subjectsOfEvents(client, [{ messageId, ordinal: null }])
    const entry = { kind: 'data-modification', actionId, by, fields: detail.changed } as const
    const entries = subjects.map((subjectId) => ({ ...entry, messageId, ordinal: null, subjectId }))
    await recordAuditEntries(client, options.audit, entries)
  }
  return { kind: 'done', actionId }
}

/**
 * A failure of the decoder also counts as an error of the message: the operator can change the
 * body.
 */
export function decodeRepaired(form: StoredBody): DecodedMessage | ReceiverError {
  try {
    return decodeStored(form)
  } catch (error) {
    if (error instanceof ReceiverError) return error
    const sentence = 'Expected a body that the receiver can read, its decoder failed on this one'
    return new ReceiverError('not_recordable', sentence, { cause: error })
  }
}
