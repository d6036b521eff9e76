import type { ClientBase } from 'pg'
import { run, type Statement } from './statement.ts'

const statement: Statement = {
  name: 'admit-claims',
  // Claims for one handler come one after the other, whoever asks: what is in use is counted by the
  // statement behind this one, which sees what the claim before it has committed.
  text: `
    select id from handler
    where id = any($1::int[])
    order by id
    for no key update`,
}

/** Locks the handlers for a claim until its commit. */
export async function admitClaims(
  client: ClientBase,
  handlerIds: readonly number[],
): Promise<void> {
  await run(client, statement, [handlerIds])
}
