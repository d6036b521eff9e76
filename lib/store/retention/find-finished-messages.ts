import type { ClientBase } from 'pg'
import { defineStatement, run } from '../db/statement.ts'
import { finished } from './finished.ts'
import { idBefore } from './id-before.ts'

const statement = defineStatement<WalkedMessages>({
  name: 'find-finished-messages',
  columns: { last: true, finished: true },
  // Whoever is about to give a message something to do holds its row: then it stays for now.
  text: `
    with walked as materialized (
      select id from (
        select id, sum(event_count) over (order by id) - event_count as events_before from (
          select id, event_count from message
          where id > $1::uuid and id < ${idBefore('$2::bigint')}
          order by id
          limit $3
        ) m
      ) m
      where events_before < $4
    ), old as (
      select m.id from walked join message m on m.id = walked.id
      where ${finished('$2::bigint')}
      for update of m skip locked
    )
    select (select id from walked order by id desc limit 1) as last,
      array(select id from old) as finished`,
})

export interface WalkedMessages {
  /** the last one that was looked at; null = there were none */
  readonly last: string | null
  readonly finished: string[]
}

/** Walks on through messages that are old enough, and locks those that look finished. */
export async function findFinishedMessages(
  client: ClientBase,
  after: string,
  ageMs: number,
  limit: { readonly messages: number; readonly events: number },
): Promise<WalkedMessages> {
  const [row] = await run(client, statement, [after, ageMs, limit.messages, limit.events])
  return row as WalkedMessages
}
