import type { Pool } from 'pg'
import { type Page, type PageRequest, pageOf } from './page.ts'
import { all, query, sql } from './sql.ts'

/** What came of an action for one delivery. */
export interface ActionItem {
  readonly actionId: string
  readonly messageId: string
  readonly ordinal: number
  readonly handler: string
  readonly handlerId: number
  readonly run: number
  /** `done`, or the code of why not */
  readonly result: string
}

const columns = sql`i.action_id as "actionId", i.message_id as "messageId", i.ordinal, h.name as handler,
  i.handler_id as "handlerId", i.run, i.result`

/** A page of what an action touched, newest message first. */
export async function listActionItems(
  pool: Pool,
  filter: { readonly actionId: string; readonly result?: string | undefined },
  { after, limit }: PageRequest,
): Promise<Page<ActionItem>> {
  const rows = await query<ActionItem & Record<string, unknown>>(
    pool,
    sql`select ${columns} from action_item i join handler h on h.id = i.handler_id
      where ${all([
        sql`i.action_id = ${filter.actionId}::uuid`,
        filter.result !== undefined && sql`i.result = ${filter.result}`,
        after !== null &&
          sql`(i.message_id, i.ordinal, i.handler_id, i.run) <
            (${after[0]}::uuid, ${after[1]}::int, ${after[2]}::int, ${after[3]}::int)`,
      ])}
      order by i.message_id desc, i.ordinal desc, i.handler_id desc, i.run desc limit ${limit + 1}`,
  )
  return pageOf(rows, limit, ({ messageId, ordinal, handlerId, run }) => [
    messageId,
    ordinal,
    handlerId,
    run,
  ])
}
