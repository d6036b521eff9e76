import type { Pool } from 'pg'
import { failureOf } from '../db/sql-state.ts'
import { defineStatement, execute } from '../db/statement.ts'
import type { Selection } from '../queries/actionable-deliveries.ts'
import {
  discardedMessages,
  messagesWithout,
  undecodableMessages,
} from '../queries/actionable-messages.ts'
import { type BatchKey, nextBatch } from '../queries/next-batch.ts'
import type { RecordFilter } from '../queries/record-filter.ts'
import { BATCH_BOUNDS, type BatchBounds } from '../record/batch-bounds.ts'
import { type DueAction, noteProgress } from './due-actions.ts'
import { fromStored } from './stored-filter.ts'

/** Counts of messages. */
export interface Worked {
  readonly done: number
  readonly refused: number
}

/** Work on whole messages. It must be idempotent: an instance can die before the progress is stored. */
export interface MessageWork {
  /** `types`: event types to add; null = all */
  readonly backfill: (
    messageIds: readonly string[],
    handlerId: number,
    types: readonly string[] | null,
    actionId: string,
  ) => Promise<Worked>
  readonly decodeAgain: (messageIds: readonly string[], actionId: string) => Promise<Worked>
  /** of discarded events */
  readonly handOver: (messageIds: readonly string[], actionId: string) => Promise<Worked>
}

const sizes = defineStatement<{ id: string; events: number; bytes: number }>({
  name: 'message-sizes',
  columns: { id: true, events: true, bytes: true },
  text: `
    select id, event_count as events, octet_length(body) as bytes
    from message where id = any($1::uuid[]) order by id`,
})

const key: BatchKey<{ id: string }> = [['m.id', 'id']]

interface Detail {
  readonly handlerId?: number
  /** a single message, instead of a filter */
  readonly messageId?: string
}

/** Processes one batch of an action on messages; returns the number of successful messages. */
export async function processBulkMessages(
  pool: Pool,
  instanceId: string,
  action: DueAction,
  work: MessageWork,
  bounds: BatchBounds = BATCH_BOUNDS,
): Promise<number> {
  const { handlerId, messageId } = (action.detail ?? {}) as Detail
  const filter = fromStored<RecordFilter>(action.filter)
  const { rows, position } =
    messageId === undefined
      ? await nextBatch(pool, await selectionOf(pool, action.kind, filter, handlerId), key, {
          after: action.cursor,
          limit: bounds.messages,
          before: action.id,
        })
      : { rows: [{ id: messageId }], position: null }
  const ids = rows.map(({ id }) => id)
  const { worked, last } = await workInTime(await fittingOf(pool, ids, bounds), workWith)
  const isWhole = last === undefined || last === ids.at(-1)
  await noteProgress(pool, action.id, instanceId, {
    ...worked,
    cursor: isWhole ? position : [last],
  })
  return worked.done

  function workWith(messageIds: readonly string[]): Promise<Worked> {
    if (action.kind === 'hand-over') return work.handOver(messageIds, action.id)
    if (handlerId === undefined) return work.decodeAgain(messageIds, action.id)
    return work.backfill(messageIds, handlerId, filter.types ?? null, action.id)
  }
}

/** The first messages that fit into one batch, at least one. */
async function fittingOf(
  pool: Pool,
  ids: readonly string[],
  bounds: BatchBounds,
): Promise<readonly string[]> {
  let events = 0
  let bytes = 0
  const found = await execute(pool, sizes, [ids])
  const tooMany = found.findIndex((size, index) => {
    events += size.events
    bytes += size.bytes
    return index > 0 && (events > bounds.events || bytes > bounds.bytes)
  })
  return tooMany === -1 ? ids : ids.slice(0, ids.indexOf(found[tooMany]?.id ?? ''))
}

/** Retries a slow batch with a quarter of its messages. */
async function workInTime(
  ids: readonly string[],
  perform: (ids: readonly string[]) => Promise<Worked>,
): Promise<{ readonly worked: Worked; readonly last: string | undefined }> {
  const last = ids.at(-1)
  if (last === undefined) return { worked: { done: 0, refused: 0 }, last }
  try {
    return { worked: await perform(ids), last }
  } catch (error) {
    if (failureOf(error) !== 'slow' || ids.length === 1) throw error
    return workInTime(ids.slice(0, Math.ceil(ids.length / 4)), perform)
  }
}

function selectionOf(
  pool: Pool,
  kind: string,
  filter: RecordFilter,
  handlerId: number | undefined,
): Promise<Selection<RecordFilter>> {
  if (kind === 'hand-over') return discardedMessages(pool, filter)
  return handlerId === undefined
    ? undecodableMessages(pool, filter)
    : messagesWithout(pool, handlerId, filter)
}
