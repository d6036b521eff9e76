import type { Pool } from 'pg'
import type { Selection } from '../queries/actionable-deliveries.ts'
import { messagesWithout, undecodableMessages } from '../queries/actionable-messages.ts'
import { type BatchKey, nextBatch } from '../queries/next-batch.ts'
import type { RecordFilter } from '../queries/record-filter.ts'
import { type DueAction, noteProgress } from './due-actions.ts'
import { fromStored } from './stored-filter.ts'

export interface Worked {
  readonly done: number
  readonly refused: number
}

/** What is done with whole messages. Each may be done twice: an instance can die in between. */
export interface MessageWork {
  /** `types` of the events that are meant; null = all of these messages */
  readonly backfill: (
    messageIds: readonly string[],
    handlerId: number,
    types: readonly string[] | null,
  ) => Promise<Worked>
  readonly decodeAgain: (messageIds: readonly string[]) => Promise<Worked>
}

/** Bodies are up to 10 MB: these are read whole. */
const MAX_BATCH = 20

const key: BatchKey<{ id: string }> = { columns: [['m.id', 'id']] }

interface Detail {
  readonly handlerId?: number
  /** the one that was meant, instead of a filter */
  readonly messageId?: string
}

/** One batch of an action on messages; returns how many it was done with. */
export async function workOffMessages(
  pool: Pool,
  instanceId: string,
  action: DueAction,
  work: MessageWork,
): Promise<number> {
  const { handlerId, messageId } = (action.detail ?? {}) as Detail
  const filter = fromStored<RecordFilter>(action.filter)
  const { rows, position } =
    messageId === undefined
      ? await nextBatch(pool, await selectionOf(pool, filter, handlerId), key, {
          after: action.position,
          limit: MAX_BATCH,
          before: action.id,
        })
      : { rows: [{ id: messageId }], position: null }
  const ids = rows.map(({ id }) => id)
  const worked =
    ids.length === 0
      ? { done: 0, refused: 0 }
      : handlerId === undefined
        ? await work.decodeAgain(ids)
        : await work.backfill(ids, handlerId, filter.types ?? null)
  await noteProgress(pool, action.id, instanceId, { ...worked, position })
  return worked.done
}

function selectionOf(
  pool: Pool,
  filter: RecordFilter,
  handlerId: number | undefined,
): Promise<Selection<RecordFilter>> {
  return handlerId === undefined
    ? undecodableMessages(pool, filter)
    : messagesWithout(pool, handlerId, filter)
}
