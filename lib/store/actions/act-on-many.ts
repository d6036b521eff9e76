import type { Pool } from 'pg'
import type { EventChanges } from '../../events/edit-event.ts'
import { newId } from '../../new-id.ts'
import type { DeliveryActionKind } from '../../states.ts'
import { actionableDeliveries } from '../queries/actionable-deliveries.ts'
import {
  discardedMessages,
  messagesWithout,
  undecodableMessages,
} from '../queries/actionable-messages.ts'
import type { Count } from '../queries/page.ts'
import { countRows } from '../queries/read-page.ts'
import type { DeliveryFilter, RecordFilter } from '../queries/record-filter.ts'
import { type ActionToRecord, type Actor, recordRunning } from './record-action.ts'
import type { HoldToEnd } from './resume-after.ts'
import { toStored } from './stored-filter.ts'

/** An action on everything that matches a filter. */
export type BulkAction =
  | {
      readonly kind: DeliveryActionKind
      readonly filter: DeliveryFilter
      readonly changes: EventChanges | null
      /** held handler that is resumed with the last batch */
      readonly endsHold?: HoldToEnd
    }
  | { readonly kind: 'decode' | 'hand-over'; readonly filter: RecordFilter }
  | {
      readonly kind: 'backfill'
      readonly filter: RecordFilter
      readonly handler: { readonly id: number; readonly name: string }
    }

/** Dry run: counts matching items, changes nothing. */
export async function countMatched(pool: Pool, action: BulkAction): Promise<Count> {
  switch (action.kind) {
    case 'decode':
      return countRows(pool, await undecodableMessages(pool, action.filter))
    case 'hand-over':
      return countRows(pool, await discardedMessages(pool, action.filter))
    case 'backfill':
      return countRows(pool, await messagesWithout(pool, action.handler.id, action.filter))
    default:
      return countRows(pool, await actionableDeliveries(pool, action.kind, action.filter))
  }
}

/**
 * Starts an action on many, which the instances process. Its id is the bound: it leaves out messages
 * recorded later.
 */
export async function startMany(
  pool: Pool,
  by: Actor,
  action: BulkAction,
  comment: string | null,
): Promise<{ readonly id: string; readonly matched: Count }> {
  const matched = await countMatched(pool, action)
  const id = newId()
  await recordRunning(pool, {
    id,
    kind: action.kind,
    by,
    comment,
    filter: toStored(pool, action.filter),
    ...whatIsMeant(action),
    matched: matched.count,
  })
  return { id, matched }
}

function whatIsMeant(action: BulkAction): Pick<ActionToRecord, 'detail' | 'changes'> {
  if (action.kind === 'backfill') {
    return { detail: { handlerId: action.handler.id, handler: action.handler.name } }
  }
  if (!('changes' in action)) return { detail: null }
  if (action.endsHold !== undefined) return { detail: action.endsHold }
  if (action.changes === null) return { detail: null }
  return { detail: { changed: Object.keys(action.changes) }, changes: action.changes }
}
