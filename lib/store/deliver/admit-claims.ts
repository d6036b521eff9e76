import type { ClientBase } from 'pg'
import { defineStatement, run } from '../db/statement.ts'
import type { LaneClaim } from './claim-lanes.ts'

const statement = defineStatement({
  name: 'admit-claims',
  // Claims for a handler whose starts are counted for the installation come one after the other: the
  // statement behind this one sees what the claim before it has committed. An open circuit counts its
  // probes, and is not known here.
  text: `
    select id from handler
    where id = any($1::int[]) or (id = any($2::int[]) and circuit_opened_at is not null)
    order by id
    for no key update`,
})

/** Locks the handlers whose starts are counted, until the commit of the claim. */
export async function admitClaims(client: ClientBase, claims: readonly LaneClaim[]): Promise<void> {
  const counted = claims.filter(({ total, ratePerMs }) => total !== null || ratePerMs !== null)
  await run(client, statement, [
    counted.map(({ handlerId }) => handlerId),
    claims.map(({ handlerId }) => handlerId),
  ])
}
